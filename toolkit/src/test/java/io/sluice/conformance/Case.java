package io.sluice.conformance;

import io.sluice.conformance.Step.Send;
import io.sluice.conformance.Step.Wire;
import io.sluice.message.CloseCode;
import io.sluice.wire.Frame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What a raw peer says to an echo, what it has to hear, and how that ends. Everything is judged strictly: each frame that
 * comes back is expected, in its place, and nothing else comes.
 */
record Case(String name, List<Step> steps, Ending ending) {

    private static final Frame BYE = Frame.close(CloseCode.NORMAL, "");

    /** A case that is being told. */
    static Script of(String name) {
        return new Script(name, List.of());
    }

    @Override
    public String toString() {
        return name;
    }

    /** The steps so far; immutable. */
    record Script(String name, List<Step> steps) {

        /** Frames in one write. */
        Script send(Frame... frames) {
            return inPieces(Send.AT_ONCE, frames);
        }

        /** Frames in a write each. */
        Script sendEach(Frame... frames) {
            return inPieces(Send.EACH_BY_ITSELF, frames);
        }

        /** Frames in writes of {@code size} bytes, wherever those cut them. */
        Script inPieces(int size, Frame... frames) {
            return then(new Send(wires(frames), size, 0));
        }

        /** The start of a frame, whose last {@code omitted} bytes never come. */
        Script sendAllBut(int omitted, Frame frame) {
            return then(new Send(wires(frame), Send.AT_ONCE, omitted));
        }

        /** Bytes that are no frame of a kind that {@link Frame} would make. */
        Script sendBytes(Wire bytes) {
            return then(new Send(List.of(bytes), Send.AT_ONCE, 0));
        }

        Script expect(Frame... frames) {
            return then(new Step.Expect(List.of(frames)));
        }

        /** The same, for a message that is long enough to come deflated. */
        Script expectDeflated(Frame message) {
            return then(new Step.ExpectDeflated(message));
        }

        /** Sends {@code frame} at once and expects the same back. */
        Script echoes(Frame frame) {
            return send(frame).expect(frame);
        }

        /** The connection is as good as before: a ping is answered, with nothing before the answer, and a close. */
        Case staysOpen() {
            return send(Frame.ping("still there?"))
                    .expect(Frame.pong("still there?"))
                    .closes();
        }

        /** The peer closes with 1000, and gets its answer. */
        Case closes() {
            return send(BYE).answered(BYE);
        }

        /** The peer has closed; our side answers so. */
        Case answered(Frame answer) {
            return new Case(name, steps, new Ending.Answered(answer));
        }

        /** Our side fails the connection. */
        Case refused(int code) {
            return new Case(name, steps, new Ending.Refused(code));
        }

        private Script then(Step step) {
            List<Step> more = new ArrayList<>(steps);
            more.add(step);
            return new Script(name, List.copyOf(more));
        }

        private static List<Wire> wires(Frame... frames) {
            return Arrays.stream(frames).<Wire>map(frame -> frame::encode).toList();
        }
    }
}
