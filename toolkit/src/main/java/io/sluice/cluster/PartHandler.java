package io.sluice.cluster;

/** Takes the parts of frames that came over a link and were meant for this life of it. */
interface PartHandler {

    void heartbeat(Link from, Part.Heartbeat heartbeat);

    void goAway(Link from);

    void subscribe(Link from, Part.Subscribe subscribe);

    void subscribed(Link from, Part.Subscribed subscribed);

    void data(Link from, Part.Data data);

    void credit(Link from, Part.Credit credit);

    void gap(Link from, Part.Gap gap);

    void snapshotBegin(Link from, Part.SnapshotBegin begin);

    void snapshotChunk(Link from, Part.SnapshotChunk chunk);

    void snapshotEnd(Link from, Part.SnapshotEnd end);

    void complete(Link from, Part.Complete complete);

    void failed(Link from, Part.Failed failed);

    void cancel(Link from, Part.Cancel cancel);

    void cancelled(Link from, Part.Cancelled cancelled);

    void publish(Link from, Part.Publish publish);

    void publishAck(Link from, Part.PublishAck ack);

    void watch(Link from, Part.Watch watch);

    void interest(Link from, Part.Interest interest);

    void claim(Link from, Part.Claim claim);

    void claimed(Link from, Part.Claimed claimed);
}
