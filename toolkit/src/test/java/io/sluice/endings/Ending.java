package io.sluice.endings;

import io.sluice.message.CloseStatus;
import io.sluice.wire.Frame;
import io.sluice.wire.RawPeer;
import io.sluice.wire.Side;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The ways a connection can end; what each has to look like stands in {@link Expected}. */
enum Ending {
    PEER_CLOSES(Ending::peerCloses),
    PEER_CLOSES_OTHERWISE(Ending::peerClosesOtherwise),
    WE_CLOSE(Ending::weClose),
    CLOSE_UNANSWERED(Ending::weCloseUnanswered),
    FIN(scene -> scene.peer().fin()),
    RST(scene -> scene.peer().reset()),
    VANISH(Scene::cutTheCable),
    PINGS_UNANSWERED(scene -> {}),
    WRITE_TIMEOUT(scene -> {}),
    DEMAND_TIMEOUT(scene -> scene.noteCloseFrame(scene.peer().answerClose())),
    IDLE_TIMEOUT(scene -> scene.noteCloseFrame(scene.peer().answerClose())),
    PROTOCOL_ERROR(Ending::reservedOpcode),
    TOO_LARGE(Ending::tooLarge),
    SHUTDOWN(Ending::shutdown),
    SHUTDOWN_UNANSWERED(Scene::shutdown),
    VERTX_CLOSES(Ending::vertxCloses),
    CANCEL(Ending::cancel),
    SOURCE_FAILS(Ending::sourceFails),
    ENDPOINT_FAILS(Ending::endpointFails),
    HANDLER_THROWS(Ending::handlerThrows);

    static final int MAX_MESSAGE = 10_000;

    @SuppressWarnings("ImmutableEnumChecker") // a method of this class, whatever the type says
    private final Consumer<Scene> way;

    Ending(Consumer<Scene> way) {
        this.way = way;
    }

    Expected expected() {
        return Expected.of(this);
    }

    /** Whether it comes when its time has passed, which may be before anything else has been awaited. */
    boolean comesByItself() {
        return switch (this) {
            case PINGS_UNANSWERED, WRITE_TIMEOUT, DEMAND_TIMEOUT, IDLE_TIMEOUT -> true;
            default -> false;
        };
    }

    /** Ends the connection of {@code scene}, with what the peer has to do for it. */
    void bringAbout(Scene scene) {
        way.accept(scene);
    }

    /** Why there is no such case, or null if there is one. */
    @Nullable
    String pointless(Requested requested, Moment moment) {
        return switch (this) {
            case HANDLER_THROWS ->
                requested == Requested.NOTHING ? "a handler that has requested nothing is not called" : null;
            case WRITE_TIMEOUT -> moment == Moment.WRITING ? null : "nothing is being written";
            case DEMAND_TIMEOUT -> requested == Requested.ALL ? "nothing waits for demand" : null;
            case IDLE_TIMEOUT -> moment == Moment.WRITING ? "a connection that writes is not idle" : null;
            default -> null;
        };
    }

    private static void peerCloses(Scene scene) {
        scene.peer().shakeHands(Frame.close(1000, "done"));
    }

    private static void peerClosesOtherwise(Scene scene) {
        scene.peer().shakeHands(Frame.close(4321, "because"));
    }

    private static void weClose(Scene scene) {
        scene.connection().close(CloseStatus.of(4000, "enough"));
        scene.peer().answerClose();
    }

    private static void weCloseUnanswered(Scene scene) {
        scene.connection().close(CloseStatus.of(4000, "enough"));
    }

    private static void reservedOpcode(Scene scene) {
        scene.peer().send(Frame.of(0xB));
        leaveWhenTold(scene);
    }

    private static void tooLarge(Scene scene) {
        int opcode = scene.moment() == Moment.MID_MESSAGE ? Frame.CONTINUATION : Frame.BINARY;
        scene.peer().send(Frame.of(opcode, new byte[MAX_MESSAGE + 1]));
        leaveWhenTold(scene);
    }

    /** A peer that has been refused reads why, and the end of our direction behind it, and goes. */
    private static void leaveWhenTold(Scene scene) {
        scene.noteCloseFrame(scene.peer().readClose());
        scene.peer().skipToEnd();
        scene.peer().close();
    }

    private static void shutdown(Scene scene) {
        scene.shutdown();
        scene.noteCloseFrame(scene.peer().answerClose());
    }

    private static void vertxCloses(Scene scene) {
        scene.vertx().close();
        scene.noteCloseFrame(scene.peer().answerClose());
    }

    private static void cancel(Scene scene) {
        scene.connection().cancel();
        RawPeer.End unused = scene.peer().skipToEnd();
    }

    private static void sourceFails(Scene scene) {
        scene.failTheSource();
        scene.noteCloseFrame(scene.peer().answerClose());
    }

    private static void endpointFails(Scene scene) {
        scene.failTheEndpoint();
        scene.noteCloseFrame(scene.peer().answerClose());
    }

    private static void handlerThrows(Scene scene) {
        scene.breakTheHandler();
        scene.peer()
                .send(
                        scene.moment() == Moment.MID_MESSAGE
                                ? Frame.continuation((byte) 'x')
                                : Frame.text("the last straw"));
        scene.noteCloseFrame(scene.peer().answerClose());
    }

    /** Whether somebody logs it: what went wrong in the user's own code on a server, whose endpoint nobody else hears of. */
    boolean isLogged(Side side) {
        return side == Side.SERVER && (this == SOURCE_FAILS || this == ENDPOINT_FAILS || this == HANDLER_THROWS);
    }
}
