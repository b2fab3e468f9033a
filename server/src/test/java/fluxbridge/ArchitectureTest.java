package fluxbridge;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.belongToAnyOf;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.provider.adapters.StoryboardProvider;
import java.util.stream.Collectors;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** The arrows between the packages: who may know whom, and why. */
final class ArchitectureTest {

    /** What every package may use. */
    private static final String[] COMMON = {"java..", "org.jspecify.annotations..", "org.slf4j"};

    /** Everything that was compiled together with {@link Main}: the product without its tests. */
    private static final JavaClasses CODE = new ClassFileImporter()
            .importUrl(Main.class.getProtectionDomain().getCodeSource().getLocation());

    @Test
    void only_http_knows_the_web_server() {
        noClasses()
                .that(not(resideInAPackage("fluxbridge.http")).and(not(belongToAnyOf(ProviderHttp.class))))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.javalin..",
                        "jakarta.servlet..",
                        "org.eclipse.jetty.server..",
                        "org.eclipse.jetty.ee10..",
                        "org.eclipse.jetty.websocket..",
                        "org.eclipse.jetty.io..")
                .because(
                        "endpoints are plain methods, so that the web server can be replaced and they can be called without one")
                .check(CODE);
    }

    @Test
    void only_provider_http_knows_the_http_client() {
        noClasses()
                .that(not(belongToAnyOf(ProviderHttp.class)))
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.eclipse.jetty.client..", "java.net.http..")
                .orShould()
                .dependOnClassesThat()
                .haveFullyQualifiedName("java.net.HttpURLConnection")
                .because(
                        "deadline, cancel, body limits and the outbound guard hold only where all speak through one client")
                .allowEmptyShould(false)
                .check(CODE.that(not(resideInAPackage("fluxbridge.cli"))));
    }

    @Test
    void only_the_warm_up_of_the_command_line_asks_the_bridge_over_http() {
        noClasses()
                .that()
                .resideInAPackage("fluxbridge.cli")
                .and()
                .doNotHaveSimpleName("Warmup")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("java.net.http..")
                .because("commands call the same methods as the routes do")
                .check(CODE);
    }

    @Test
    void only_store_knows_the_database() {
        noClasses()
                .that()
                .resideOutsideOfPackage("fluxbridge.store")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("org.jdbi..", "com.zaxxer..", "org.flywaydb..", "java.sql..", "org.sqlite..")
                .because("SQL stands in one place, for SQLite and PostgreSQL alike")
                .check(CODE);
    }

    @Test
    void only_metrics_knows_the_meters() {
        noClasses()
                .that()
                .resideOutsideOfPackage("fluxbridge.metrics")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.micrometer..", "io.prometheus..")
                .because("every meter has its name and help in one file")
                .check(CODE);
    }

    @Test
    void only_the_extension_s_repository_knows_git() {
        noClasses()
                .that()
                .resideOutsideOfPackage("fluxbridge.extension")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("org.eclipse.jgit..")
                .because("it is there to hand out one commit")
                .check(CODE);
    }

    @Test
    void only_the_command_line_knows_picocli() {
        noClasses()
                .that()
                .resideOutsideOfPackages("fluxbridge.cli", "fluxbridge")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("picocli..")
                .because("nothing else reads arguments")
                .check(CODE);
    }

    @Test
    void adapters_know_what_a_provider_is_made_of_and_nothing_else() {
        classes()
                .that()
                .resideInAPackage("fluxbridge.provider.adapters")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(COMMON)
                        .or(resideInAnyPackage(
                                "fluxbridge.provider",
                                "fluxbridge.provider.adapters",
                                "fluxbridge.domain",
                                "fluxbridge.failure",
                                "fluxbridge.image",
                                "fluxbridge.storyboard",
                                "tools.jackson..")))
                .because("an adapter is one file that translates; money, routing and clients are not its business")
                .check(CODE);
    }

    @Test
    void only_its_own_adapter_knows_the_storyboard() {
        noClasses()
                .that(not(resideInAPackage("fluxbridge.storyboard")).and(not(belongToAnyOf(StoryboardProvider.class))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("fluxbridge.storyboard")
                .because("it is a provider like any other")
                .check(CODE);
    }

    @Test
    void nobody_but_the_wiring_knows_an_adapter() {
        noClasses()
                .that(not(belongToAnyOf(Main.class, Wiring.class))
                        .and(not(resideInAPackage("fluxbridge.provider.adapters"))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("fluxbridge.provider.adapters")
                .because("adding a provider must touch nothing but its own file and the list")
                .check(CODE);
    }

    @Test
    void nobody_but_the_start_knows_the_command_line_and_the_wiring() {
        noClasses()
                .that(not(belongToAnyOf(Main.class, Wiring.class)).and(not(resideInAPackage("fluxbridge.cli"))))
                .should()
                .dependOnClassesThat(resideInAPackage("fluxbridge.cli").or(belongToAnyOf(Wiring.class, Main.class)))
                .because("whoever could reach the wiring could reach everything")
                .check(CODE);
    }

    @Test
    void a_door_does_not_know_how_requests_come_in() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "fluxbridge.a1111",
                        "fluxbridge.api",
                        "fluxbridge.openai",
                        "fluxbridge.generate",
                        "fluxbridge.route")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("fluxbridge.http")
                .because("the arrow runs from http to the doors, and the command line uses the doors without http")
                .check(CODE);
    }

    @Test
    void the_domain_knows_java_only() {
        classes()
                .that()
                .resideInAPackage("fluxbridge.domain")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(COMMON).or(resideInAPackage("fluxbridge.domain")))
                .because("the vocabulary has no opinion on wire formats, databases or clocks")
                .check(CODE);
    }

    @Test
    void a_failure_knows_the_domain_only() {
        classes()
                .that()
                .resideInAPackage("fluxbridge.failure")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(COMMON).or(resideInAnyPackage("fluxbridge.failure", "fluxbridge.domain")))
                .because("what went wrong is told in domain words; the status code is the door's")
                .check(CODE);
    }

    @Test
    void settings_know_the_domain_only() {
        classes()
                .that()
                .resideInAPackage("fluxbridge.config")
                .should()
                .onlyDependOnClassesThat(
                        resideInAnyPackage(COMMON).or(resideInAnyPackage("fluxbridge.config", "fluxbridge.domain")))
                .because("settings are read before anything else exists")
                .check(CODE);
    }

    @Test
    void a_summary_knows_prompts_and_the_way_out() {
        classes()
                .that()
                .resideInAPackage("fluxbridge.summary")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(COMMON)
                        .or(resideInAnyPackage(
                                "fluxbridge.summary",
                                "fluxbridge.prompt",
                                "fluxbridge.domain",
                                "fluxbridge.failure",
                                "fluxbridge.config",
                                "fluxbridge.cache",
                                "fluxbridge.store",
                                "fluxbridge.provider",
                                "com.github.benmanes.caffeine..",
                                "tools.jackson..")))
                .because("it turns words into words; who asked and who draws is not its business")
                .check(CODE);
    }

    @Test
    void an_alert_knows_money_and_the_way_out() {
        classes()
                .that()
                .resideInAPackage("fluxbridge.alert")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(COMMON)
                        .or(resideInAnyPackage(
                                "javax.crypto..",
                                "fluxbridge.alert",
                                "fluxbridge.domain",
                                "fluxbridge.failure",
                                "fluxbridge.config",
                                "fluxbridge.ledger",
                                "fluxbridge.route",
                                "fluxbridge.store",
                                "fluxbridge.provider",
                                "tools.jackson..")))
                .because("it watches; no request may come to wait for it")
                .check(CODE);
        noClasses()
                .that(not(resideInAPackage("fluxbridge.alert")).and(not(belongToAnyOf(Wiring.class))))
                .should()
                .dependOnClassesThat()
                .resideInAPackage("fluxbridge.alert")
                .because("what is watched does not know who watches")
                .check(CODE);
    }

    @Test
    void a_backup_knows_the_store_only() {
        classes()
                .that()
                .resideInAPackage("fluxbridge.backup")
                .should()
                .onlyDependOnClassesThat(resideInAnyPackage(COMMON)
                        .or(resideInAnyPackage(
                                "fluxbridge.backup",
                                "fluxbridge.domain",
                                "fluxbridge.config",
                                "fluxbridge.store",
                                "tools.jackson..")))
                .because("it moves tables and files whatever they mean, and runs without a bridge")
                .check(CODE);
    }

    @Test
    void packages_form_no_cycle() {
        slices().matching("fluxbridge.(*)..")
                .should()
                .beFreeOfCycles()
                .because("one can read the packages in an order in which everything is known")
                .check(CODE);
    }

    @Test
    void nothing_static_changes() {
        fields().that()
                .areStatic()
                .should()
                .beFinal()
                .because("two bridges run in one process, as tests do")
                .check(CODE);
    }

    @Test
    void time_is_injected() {
        noClasses()
                .that(not(belongToAnyOf(Main.class, Wiring.class)).and(not(resideInAPackage("fluxbridge.cli"))))
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(java.time.LocalDateTime.class, "now")
                .orShould()
                .callMethod(java.time.ZonedDateTime.class, "now")
                .orShould()
                .callMethod(Math.class, "random")
                .orShould()
                .callMethod(java.util.UUID.class, "randomUUID")
                .because("tests set the clock, and equal seeds make equal pictures")
                .check(CODE);
    }

    @Test
    void only_the_start_prints() {
        noClasses()
                .that(not(belongToAnyOf(Main.class)))
                .should()
                .accessField(System.class, "out")
                .orShould()
                .accessField(System.class, "err")
                .orShould()
                .callMethod(Throwable.class, "printStackTrace")
                .because("what is printed goes through the terminal or a log, where secrets are kept out")
                .check(CODE);
    }

    @Test
    void every_package_says_that_nothing_is_null_unless_it_says_so() {
        var packages = CODE.stream()
                .filter(type -> !type.isAnonymousClass())
                .map(JavaClass::getPackage)
                .collect(Collectors.toSet());

        assertThat(packages)
                .hasSizeGreaterThan(15)
                .allSatisfy(p -> assertThat(p.isAnnotatedWith(NullMarked.class))
                        .as("%s has a package-info.java with @NullMarked", p.getName())
                        .isTrue());
    }
}
