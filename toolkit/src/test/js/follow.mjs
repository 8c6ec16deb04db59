// Follows a topic of a real server: node --experimental-websocket follow.mjs URL TOPIC COUNT
import {connect} from '../../main/resources/io/sluice/feed/web/sluice-feed.mjs';

const [url, topic, count] = process.argv.slice(2);
const client = connect(url, {minPause: 5, maxPause: 50});
let next = 1;
for await (const event of client.subscribe(topic, {from: 'oldest', window: 32})) {
  if (event.type === 'data') {
    if (event.offset !== next || event.value.n !== next) {
      throw new Error(`${JSON.stringify(event)} where ${next} was to come`);
    }
    if (next++ === Number(count)) {
      break;
    }
  } else if (event.type !== 'started' || !event.recovered) {
    throw new Error(JSON.stringify(event));
  }
}
client.close();
console.log(`all ${next - 1} have come`);
