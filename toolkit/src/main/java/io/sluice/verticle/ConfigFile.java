package io.sluice.verticle;

import io.vertx.config.ConfigRetriever;
import io.vertx.config.ConfigRetrieverOptions;
import io.vertx.config.ConfigStoreOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import java.util.Locale;

/**
 * Reads a configuration from the file that a deployment names with {@code file}; keys of the deployment itself come before those
 * of the file. Needs {@code io.vertx:vertx-config}, and {@code vertx-config-yaml} for a file that ends in {@code .yaml} or
 * {@code .yml}.
 */
final class ConfigFile {

    private static final String FILE = "file";

    private ConfigFile() {}

    /** Fails with {@link ConfigException} if there is no such file, or nobody can read it. */
    static Future<JsonObject> resolve(Vertx vertx, JsonObject deployed) {
        if (!deployed.containsKey(FILE)) {
            return Future.succeededFuture(deployed);
        }
        String path = Section.root(deployed).requiredText(FILE);
        return vertx.fileSystem()
                .exists(path)
                .compose(exists -> exists
                        ? read(vertx, path)
                        : Future.failedFuture(new ConfigException("there is no file " + path
                                + "; name one from the working folder, by its whole path, or on the class path")))
                .map(json -> {
                    JsonObject own = deployed.copy();
                    own.remove(FILE);
                    return json.mergeIn(own, true);
                });
    }

    private static Future<JsonObject> read(Vertx vertx, String path) {
        String name = path.toLowerCase(Locale.ROOT);
        boolean yaml = name.endsWith(".yaml") || name.endsWith(".yml");
        try {
            ConfigRetriever retriever = Retrievers.retriever(vertx, path, yaml ? "yaml" : "json");
            return retriever
                    .getConfig()
                    .eventually(() -> {
                        retriever.close();
                        return Future.succeededFuture();
                    })
                    .recover(failure -> Future.failedFuture(new ConfigException(
                            path + " is no " + (yaml ? "YAML" : "JSON") + " with keys: " + oneLine(failure))));
        } catch (NoClassDefFoundError missing) {
            return Future.failedFuture(needs("file", "io.vertx:vertx-config"));
        } catch (IllegalArgumentException unknownFormat) {
            return Future.failedFuture(needs("a file in YAML", "io.vertx:vertx-config-yaml"));
        }
    }

    private static ConfigException needs(String what, String dependency) {
        return new ConfigException(
                what + " needs the optional dependency " + dependency + ", which is not on the class path");
    }

    private static String oneLine(Throwable failure) {
        String all = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
        return all.length() <= 200 ? all : all.substring(0, 197) + "...";
    }

    /** Apart, so that without the optional dependency nothing of it is looked for before it is used. */
    private static final class Retrievers {

        static ConfigRetriever retriever(Vertx vertx, String path, String format) {
            return ConfigRetriever.create(
                    vertx,
                    new ConfigRetrieverOptions()
                            .setIncludeDefaultStores(false)
                            .setScanPeriod(-1)
                            .addStore(new ConfigStoreOptions()
                                    .setType("file")
                                    .setFormat(format)
                                    .setConfig(new JsonObject().put("path", path))));
        }
    }
}
