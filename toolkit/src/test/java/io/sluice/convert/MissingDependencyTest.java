package io.sluice.convert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Constructor;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The codecs as they are seen by an application that has left something out. */
final class MissingDependencyTest {

    /** Sees the conversions anew, without the packages that begin with {@code missing}. */
    private static final class Without extends ClassLoader {

        private final String missing;

        Without(String missing) {
            super(MissingDependencyTest.class.getClassLoader());
            this.missing = missing;
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith(missing)) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("io.sluice.convert.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> known = findLoadedClass(name);
            return known == null ? define(name) : known;
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = getResourceAsStream(name.replace('.', '/') + ".class")) {
                if (file == null) {
                    throw new ClassNotFoundException(name);
                }
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException failed) {
                throw new ClassNotFoundException(name, failed);
            }
        }
    }

    /** What an application does, compiled: looking methods up would need all the types in their signatures. */
    static final class UseJson implements Callable<Object> {
        @Override
        public Object call() {
            return Json.codec(String.class);
        }
    }

    static final class UseCbor implements Callable<Object> {
        @Override
        public Object call() {
            return Cbor.codec(String.class);
        }
    }

    static final class UseMessagePack implements Callable<Object> {
        @Override
        public Object call() {
            return MessagePack.codec(String.class);
        }
    }

    private static Object codec(ClassLoader loader, Class<?> use) throws Exception {
        Constructor<?> constructor = loader.loadClass(use.getName()).getDeclaredConstructor();
        constructor.setAccessible(true);
        return ((Callable<?>) constructor.newInstance()).call();
    }

    static Stream<Arguments> missing() {
        return Stream.of(
                Arguments.of(
                        UseJson.class, "com.fasterxml.jackson.databind", "com.fasterxml.jackson.core:jackson-databind"),
                Arguments.of(
                        UseCbor.class,
                        "com.fasterxml.jackson.dataformat",
                        "com.fasterxml.jackson.dataformat:jackson-dataformat-cbor"),
                Arguments.of(UseMessagePack.class, "org.msgpack", "org.msgpack:jackson-dataformat-msgpack"));
    }

    @ParameterizedTest
    @MethodSource("missing")
    void theErrorNamesWhatIsMissingEachTime(Class<?> use, String missing, String dependency) throws Exception {
        ClassLoader without = new Without(missing);
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> codec(without, use))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(dependency);
        }
        assertThat(codec(new Without("nothing"), use)).isNotNull();
    }

    @Test
    void oneFormatDoesWithoutTheOthers() throws Exception {
        assertThat(codec(new Without("org.msgpack"), UseJson.class)).isNotNull();
        assertThat(codec(new Without("com.fasterxml.jackson.dataformat"), UseJson.class))
                .isNotNull();
        assertThat(codec(new Without("org.msgpack"), UseCbor.class)).isNotNull();
    }
}
