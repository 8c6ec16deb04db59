package io.sluice;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import com.tngtech.archunit.core.domain.properties.HasModifiers;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import io.vertx.core.Context;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The walls between the rooms. A room is a package under {@code io.sluice} with all below it; the rooms stand on floors, and
 * imports run downwards only. A room that has nothing in it yet has its place here already.
 */
class ArchitectureTest {

    private static final JavaClasses TOOLKIT = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.sluice");

    private enum Room {
        INTERNAL(0),
        MESSAGE(1),
        CONVERT(1),
        AGGREGATE(1),
        CONNECTION(2),
        FANOUT(2),
        FEED(3),
        SERVER(3),
        CLIENT(3),
        CLUSTER(4),
        VERTICLE(5);

        private final int floor;

        Room(int floor) {
            this.floor = floor;
        }

        /**
         * Whether this room may import from {@code other}: from any lower floor, but a cluster relays feeds only, and
         * conversions are of messages.
         */
        boolean mayUse(Room other) {
            if (this == CONVERT && other == MESSAGE) {
                return true;
            }
            if (this == CLUSTER && other.floor == FEED.floor) {
                return other == FEED;
            }
            return other == this || other.floor < floor;
        }

        String packages() {
            return "io.sluice." + name().toLowerCase(Locale.ROOT) + "..";
        }

        static String[] packagesOf(Stream<Room> rooms) {
            return rooms.map(Room::packages).toArray(String[]::new);
        }
    }

    @Test
    void everyClassIsInARoom() {
        classes()
                .should()
                .resideInAnyPackage(Room.packagesOf(Arrays.stream(Room.values())))
                .check(TOOLKIT);
    }

    @Test
    void theClassesLookedAtAreTheToolkits() {
        assertThat(TOOLKIT.stream().map(JavaClass::getPackageName))
                .contains("io.sluice.message", "io.sluice.connection", "io.sluice.fanout");
    }

    @ParameterizedTest
    @EnumSource
    void aRoomUsesOnlyRoomsBelowIt(Room room) {
        Stream<Room> forbidden = Arrays.stream(Room.values()).filter(other -> !room.mayUse(other));
        noClasses()
                .that()
                .resideInAPackage(room.packages())
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(Room.packagesOf(forbidden))
                .allowEmptyShould(true)
                .check(TOOLKIT);
    }

    @Test
    void internalKnowsOnlyTheJdkAndRxJava() {
        classes()
                .that()
                .resideInAPackage(Room.INTERNAL.packages())
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        Room.INTERNAL.packages(),
                        "java..",
                        "io.reactivex.rxjava3..",
                        "org.reactivestreams..",
                        "org.jspecify.annotations..")
                .allowEmptyShould(true)
                .check(TOOLKIT);
    }

    /** These rooms are used and tested without a network. */
    @ParameterizedTest
    @EnumSource(names = {"INTERNAL", "MESSAGE", "CONVERT", "AGGREGATE"})
    void aRoomWithoutSocketsKnowsNothingOfVertxButBuffers(Room room) {
        noClasses()
                .that()
                .resideInAPackage(room.packages())
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("io.vertx..", "io.netty..")
                        .and(JavaClass.Predicates.resideOutsideOfPackage("io.vertx.core.buffer..")))
                .allowEmptyShould(true)
                .check(TOOLKIT);
    }

    /** A hub emits on the event loop its member is on, so it has to know which that is; it is tested without a network. */
    @Test
    void fanoutKnowsOfVertxOnlyOnWhichEventLoopItIs() {
        noClasses()
                .that()
                .resideInAPackage(Room.FANOUT.packages())
                .should()
                .dependOnClassesThat(JavaClass.Predicates.resideInAnyPackage("io.vertx..", "io.netty..")
                        .and(not(JavaClass.Predicates.belongToAnyOf(Vertx.class, Context.class, Handler.class))))
                .check(TOOLKIT);
    }

    @Test
    void noPublicSignatureNamesAnInternalType() {
        classes()
                .that()
                .resideOutsideOfPackage(Room.INTERNAL.packages())
                .should(notExpose(Room.INTERNAL))
                .check(TOOLKIT);
    }

    private static ArchCondition<JavaClass> notExpose(Room room) {
        return new ArchCondition<>("not expose types of " + room.packages()) {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                if (!isPublic(type)) {
                    return;
                }
                signature(type)
                        .filter(JavaClass.Predicates.resideInAPackage(room.packages()))
                        .distinct()
                        .map(exposed -> type.getName() + " names " + exposed.getName() + " in a public signature")
                        .forEach(violation -> events.add(SimpleConditionEvent.violated(type, violation)));
            }
        };
    }

    /** A nested type can be seen only if every type around it can. */
    private static boolean isPublic(JavaClass type) {
        Optional<JavaClass> enclosing = type.getEnclosingClass();
        return isVisible(type) && (enclosing.isEmpty() || isPublic(enclosing.get()));
    }

    private static boolean isVisible(HasModifiers declared) {
        return declared.getModifiers().contains(JavaModifier.PUBLIC)
                || declared.getModifiers().contains(JavaModifier.PROTECTED);
    }

    /** Every type a user of {@code type} has to name or gets to see. */
    private static Stream<JavaClass> signature(JavaClass type) {
        Stream<JavaType> declaration = Stream.of(
                        type.getSuperclass().stream(), type.getInterfaces().stream(), type.getTypeParameters().stream())
                .flatMap(types -> types.map(JavaType.class::cast));
        Stream<JavaClass> members = type.getMembers().stream()
                .filter(ArchitectureTest::isVisible)
                .flatMap(member ->
                        Stream.concat(member.getAllInvolvedRawTypes().stream(), declaredExceptions(member).stream()));
        return Stream.concat(declaration.map(JavaType::getAllInvolvedRawTypes).flatMap(Set::stream), members);
    }

    private static Collection<JavaClass> declaredExceptions(JavaMember member) {
        return member instanceof JavaCodeUnit unit ? unit.getExceptionTypes() : Set.of();
    }
}
