package io.sluice.verticle;

import io.sluice.cluster.ClusterCounters;
import io.sluice.cluster.ClusterCounters.LinkState;
import io.sluice.cluster.ClusterCounters.LinkStatus;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.healthchecks.CheckResult;
import io.vertx.ext.healthchecks.HealthChecks;
import io.vertx.ext.healthchecks.Status;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.function.BooleanSupplier;

/**
 * {@code /health/live}: the event loop answers. {@code /health/ready}: it takes clients: the broker runs, and nobody is about to
 * leave; with what the node knows of its cluster. 200, or 503. Needs {@code io.vertx:vertx-health-check}.
 */
final class HealthRoutes {

    private HealthRoutes() {}

    static void on(Router router, Vertx vertx, Node node, boolean state, BooleanSupplier leaving) {
        HealthChecks live = HealthChecks.create(vertx).register("event-loop", promise -> promise.complete(Status.OK()));
        HealthChecks ready = HealthChecks.create(vertx)
                .register(
                        "server",
                        promise -> promise.complete(
                                leaving.getAsBoolean()
                                        ? Status.KO(new JsonObject().put("leaving", true))
                                        : Status.OK()))
                .register("topics", promise -> promise.complete(topics(node)));
        router.get("/health/live").handler(routing -> answer(routing, live, state));
        router.get("/health/ready").handler(routing -> answer(routing, ready, state));
    }

    private static void answer(RoutingContext routing, HealthChecks checks, boolean state) {
        checks.checkStatus().onComplete(result -> {
            boolean up = result.succeeded() && CheckResult.isUp(result.result());
            JsonObject told = new JsonObject().put("status", up ? "UP" : "DOWN");
            if (state && result.succeeded()) {
                JsonArray parts = new JsonArray();
                result.result().getChecks().forEach(check -> parts.add(shown(check)));
                told.put("checks", parts);
            }
            routing.response()
                    .setStatusCode(up ? 200 : 503)
                    .putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                    .putHeader(HttpHeaders.CACHE_CONTROL, "no-store")
                    .end(told.toBuffer());
        });
    }

    private static JsonObject shown(CheckResult check) {
        JsonObject json = new JsonObject().put("id", check.getId()).put("status", check.getUp() ? "UP" : "DOWN");
        JsonObject data = check.getData();
        return data == null || data.isEmpty() ? json : json.put("data", data);
    }

    private static Status topics(Node node) {
        if (node.broker() == null) {
            return Status.KO(new JsonObject().put("broker", "not started"));
        }
        ClusterCounters cluster = node.cluster();
        return Status.OK(cluster == null ? new JsonObject().put("clustered", false) : state(cluster));
    }

    private static JsonObject state(ClusterCounters cluster) {
        JsonArray peers = new JsonArray();
        JsonArray suspected = new JsonArray();
        for (LinkStatus link : cluster.links()) {
            if (!link.node().equals(cluster.node())) {
                (link.state() == LinkState.SUSPECTED ? suspected : peers).add(link.node());
            }
        }
        return new JsonObject()
                .put("clustered", true)
                .put("node", cluster.node())
                .put("peers", peers)
                .put("suspected", suspected)
                .put("topicsOwned", cluster.topicsOwned())
                .put("subscriptions", cluster.subscriptions());
    }
}
