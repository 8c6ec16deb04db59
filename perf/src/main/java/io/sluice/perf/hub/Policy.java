package io.sluice.perf.hub;

import io.sluice.fanout.Overflow;

/** What happens to what a member has no demand for. */
public enum Policy {
    LATEST {
        @Override
        public Overflow<Update> overflow() {
            return Overflow.latest();
        }
    },
    CONFLATE {
        @Override
        public Overflow<Update> overflow() {
            return Overflow.conflate(Update::key, Update.KEYS);
        }
    },
    MERGE {
        @Override
        public Overflow<Update> overflow() {
            return Overflow.conflate(Update::key, (older, newer) -> newer, Update.KEYS);
        }
    },
    DISCONNECT {
        @Override
        public Overflow<Update> overflow() {
            return Overflow.disconnect(BOUND);
        }
    };

    /** More than is published here in one measurement, so that the bound is watched but not reached. */
    static final int BOUND = 10_000_000;

    public abstract Overflow<Update> overflow();
}
