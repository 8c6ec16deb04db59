package io.sluice.perf.serve;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.eclipse.jetty.websocket.server.WebSocketUpgradeHandler;

/** Jetty: a set of sessions, and a write without blocking to each. */
final class JettyContender implements Contender {

    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();

    @Override
    public int listen(Setup setup) throws Exception {
        Server server = new Server();
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        connector.setAcceptQueueSize(1_024);
        server.addConnector(connector);
        server.setHandler(WebSocketUpgradeHandler.from(server, container -> {
            container.addMapping(FANOUT, (request, response, callback) -> new Reader());
            container.addMapping(ECHO, (request, response, callback) -> new Echo());
        }));
        server.start();
        return connector.getLocalPort();
    }

    @Override
    public void publish(String[] texts) {
        for (String text : texts) {
            for (Session session : sessions) {
                session.sendText(text, Callback.NOOP);
            }
        }
    }

    @Override
    public int members() {
        return sessions.size();
    }

    /** Public, as what it calls by reflection has to be. */
    public final class Reader extends Session.Listener.AbstractAutoDemanding {

        @Override
        public void onWebSocketOpen(Session session) {
            super.onWebSocketOpen(session);
            sessions.add(session);
        }

        @Override
        public void onWebSocketClose(int code, String reason, Callback callback) {
            sessions.remove(getSession());
            callback.succeed();
        }
    }

    /** Public, as what it calls by reflection has to be. */
    public static final class Echo extends Session.Listener.AbstractAutoDemanding {

        @Override
        public void onWebSocketText(String text) {
            getSession().sendText(text, Callback.NOOP);
        }
    }
}
