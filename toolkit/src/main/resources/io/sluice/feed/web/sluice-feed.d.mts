/** A place in a topic: give it as `from` to go on after it. */
export interface Position {
  epoch: string;
  offset: number;
}

export type Policy = 'backpressure' | 'drop-oldest' | 'drop-newest' | 'latest' | 'conflate' | 'disconnect';

/** What a value is depends on the topic: JSON as parsed, text, or bytes. */
export type Value = unknown;

export interface Entry {
  offset: number;
  key: string | null;
  /** Undefined if the key was deleted. */
  value: Value;
  deleted?: true;
}

/** The first event: values come after `offset`. `recovered` is whether that is where it was asked to begin. */
export interface Started extends Position {
  type: 'started';
  recovered: boolean;
}

/** A value. It stands for `count` that were published, the first of them at `first`. */
export interface Data extends Entry {
  type: 'data';
  epoch: string;
  count: number;
  first: number;
}

/** The state as of `offset`; what was known before is void. */
export interface Snapshot extends Position {
  type: 'snapshot';
  entries: Entry[];
}

/** Values that will not come, both ends included. */
export interface Gap {
  type: 'gap';
  epoch: string;
  from: number;
  to: number;
}

/** The topic began anew, and goes on after `offset` of `epoch`. */
export interface Reset extends Position {
  type: 'reset';
  lastEpoch: string;
  lastOffset: number;
}

export type FeedEvent = Started | Data | Snapshot | Gap | Reset;

export interface SubscribeOptions {
  /** Default 'live'. */
  from?: 'live' | 'snapshot' | 'oldest' | Position;
  /** What happens at the server to values that are not asked for yet. Default: the topic's own. */
  policy?: Policy;
  /** Values, or keys, that may wait there. Default 256. */
  buffer?: number;
  /** Most values a second. Default: no limit. */
  rate?: number;
  /** Events that may wait here, or be on their way. Default 256. */
  window?: number;
  /** Default 100,000: a larger snapshot ends the subscription. */
  maxSnapshotEntries?: number;
  /** How the topic's source fares: 'live', 'suspect' or 'lost'. */
  onStatus?: (state: string, detail: string) => void;
  /** Called for as many events as were requested, instead of iteration. */
  onEvent?: (event: FeedEvent, subscription: Subscription) => void;
  /** With `onEvent`: it is over; null if as asked for, or with the topic. */
  onEnd?: (error: FeedError | null) => void;
}

export interface Subscription extends AsyncIterable<FeedEvent> {
  readonly topic: string;
  /** What to give as `from` to go on here another time; null before it began. */
  readonly position: Position | null;
  /** With `onEvent`: asks for `n` events more. */
  request(n: number): void;
  cancel(): void;
}

export interface ConnectOptions {
  /** Who one is. A function is asked for each connection, and again when a token was refused or has expired. */
  token?: string | (() => string | Promise<string>);
  /** Where there is no WebSocket, as in Node.js before 22. */
  webSocket?: unknown;
  /** Milliseconds before connecting again: doubled with each failure in a row, less a random part of up to a half. Default 200. */
  minPause?: number;
  /** Default 10,000. */
  maxPause?: number;
  maxSnapshotEntries?: number;
  onState?: (state: State) => void;
  /** Errors that end nothing, such as a renewed token that was refused. */
  onError?: (error: FeedError) => void;
}

export type State = 'connecting' | 'open' | 'waiting' | 'closed';

export interface Client {
  readonly state: State;
  /** By how many milliseconds this clock is ahead of the server's, give or take `error`; null before a `ping` was answered. */
  readonly clock: {offset: number; error: number} | null;
  subscribe(topic: string, options?: SubscribeOptions): Subscription;
  renew(token: string): void;
  ping(): void;
  close(): void;
}

export class FeedError extends Error {
  readonly code: number;
}

export function connect(url: string, options?: ConnectOptions): Client;
