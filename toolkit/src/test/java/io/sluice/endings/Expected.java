package io.sluice.endings;

import io.sluice.message.CloseStatus.Initiator;

/**
 * What an ending has to look like, whatever the connection is at.
 *
 * @param messages how the messages end, after all that came before
 * @param send how a send in progress ends
 */
record Expected(int code, Initiator initiator, boolean clean, Ends messages, Ends send) {

    /** How one of the streams of a connection ends. */
    enum Ends {
        COMPLETE,
        /** Fails with the status of the connection. */
        CLOSED,
        /** Fails with the error that ended the connection. */
        ERROR
    }

    private static final String TABLE = """
            ending                 code  initiator  clean  messages()  send()
            PEER_CLOSES            1000  REMOTE     true   COMPLETE    CLOSED
            PEER_CLOSES_OTHERWISE  4321  REMOTE     true   CLOSED      CLOSED
            WE_CLOSE               4000  LOCAL      true   COMPLETE    CLOSED
            CLOSE_UNANSWERED       4000  LOCAL      false  COMPLETE    CLOSED
            FIN                    1006  REMOTE     false  CLOSED      CLOSED
            RST                    1006  REMOTE     false  CLOSED      CLOSED
            VANISH                 1006  REMOTE     false  CLOSED      CLOSED
            PINGS_UNANSWERED       1006  REMOTE     false  CLOSED      CLOSED
            WRITE_TIMEOUT          1006  REMOTE     false  CLOSED      CLOSED
            DEMAND_TIMEOUT         1013  LOCAL      true   COMPLETE    CLOSED
            IDLE_TIMEOUT           1001  LOCAL      true   COMPLETE    CLOSED
            PROTOCOL_ERROR         1002  LOCAL      false  CLOSED      CLOSED
            TOO_LARGE              1009  LOCAL      false  CLOSED      CLOSED
            SHUTDOWN               1001  LOCAL      true   COMPLETE    CLOSED
            SHUTDOWN_UNANSWERED    1001  LOCAL      false  COMPLETE    CLOSED
            VERTX_CLOSES           1001  LOCAL      true   COMPLETE    CLOSED
            CANCEL                 1006  LOCAL      false  CLOSED      CLOSED
            SOURCE_FAILS           1011  LOCAL      true   COMPLETE    ERROR
            ENDPOINT_FAILS         1011  LOCAL      true   COMPLETE    CLOSED
            HANDLER_THROWS         1011  LOCAL      true   ERROR       CLOSED
            """;

    static Expected of(Ending ending) {
        String[] row = TABLE.lines()
                .map(line -> line.split(" +"))
                .filter(cells -> cells[0].equals(ending.name()))
                .findFirst()
                .orElseThrow();
        return new Expected(
                Integer.parseInt(row[1]),
                Initiator.valueOf(row[2]),
                Boolean.parseBoolean(row[3]),
                Ends.valueOf(row[4]),
                Ends.valueOf(row[5]));
    }
}
