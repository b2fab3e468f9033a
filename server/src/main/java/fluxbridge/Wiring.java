package fluxbridge;

import fluxbridge.a1111.ExtrasEndpoints;
import fluxbridge.a1111.ImageEndpoints;
import fluxbridge.a1111.Lists;
import fluxbridge.a1111.Options;
import fluxbridge.a1111.PngInfoEndpoint;
import fluxbridge.a1111.ProgressEndpoints;
import fluxbridge.a1111.SentPictures;
import fluxbridge.access.AdminAudit;
import fluxbridge.access.ChainedAudit;
import fluxbridge.access.ClientAddress;
import fluxbridge.access.DailyRequests;
import fluxbridge.access.Door;
import fluxbridge.access.Exposure;
import fluxbridge.access.FairQueue;
import fluxbridge.access.KnownHosts;
import fluxbridge.access.Listening;
import fluxbridge.access.LoggedAudit;
import fluxbridge.access.RateLimits;
import fluxbridge.access.Tokens;
import fluxbridge.alert.Alerts;
import fluxbridge.alert.Webhook;
import fluxbridge.api.Asides;
import fluxbridge.api.JobsEndpoint;
import fluxbridge.api.LorasEndpoint;
import fluxbridge.api.MatchEndpoint;
import fluxbridge.api.SpendEndpoint;
import fluxbridge.cache.Once;
import fluxbridge.cache.PictureCache;
import fluxbridge.cli.Running;
import fluxbridge.config.Settings;
import fluxbridge.domain.Caller;
import fluxbridge.domain.Scope;
import fluxbridge.domain.TimeOrderedUuids;
import fluxbridge.domain.Token;
import fluxbridge.extension.Extension;
import fluxbridge.generate.Durations;
import fluxbridge.generate.Generator;
import fluxbridge.generate.Jobs;
import fluxbridge.generate.PictureMemory;
import fluxbridge.generate.ProgressHub;
import fluxbridge.generate.Repeater;
import fluxbridge.http.ApiDocs;
import fluxbridge.http.Bodies;
import fluxbridge.http.Callers;
import fluxbridge.http.Drain;
import fluxbridge.http.Exchange;
import fluxbridge.http.ExtensionDoor;
import fluxbridge.http.Idempotency;
import fluxbridge.http.JobSocket;
import fluxbridge.http.JobStream;
import fluxbridge.http.LorasExchange;
import fluxbridge.http.OpenAiExchange;
import fluxbridge.http.Origins;
import fluxbridge.http.ProviderStatus;
import fluxbridge.http.RequestLog;
import fluxbridge.http.Routes;
import fluxbridge.http.Server;
import fluxbridge.http.SlowHeaders;
import fluxbridge.http.Status;
import fluxbridge.http.Waiting;
import fluxbridge.http.Welcome;
import fluxbridge.image.Fit;
import fluxbridge.image.PictureCodec;
import fluxbridge.image.PictureLimits;
import fluxbridge.image.PictureReader;
import fluxbridge.image.Transcode;
import fluxbridge.image.Transparency;
import fluxbridge.ledger.Allowance;
import fluxbridge.ledger.Ledger;
import fluxbridge.ledger.Prices;
import fluxbridge.lora.DictionaryEditor;
import fluxbridge.lora.DictionaryFile;
import fluxbridge.metrics.Metrics;
import fluxbridge.openai.ImagesEndpoint;
import fluxbridge.openai.ModelNames;
import fluxbridge.openai.ModelsEndpoint;
import fluxbridge.openai.PictureUrls;
import fluxbridge.openai.StartPictures;
import fluxbridge.policy.PolicyGate;
import fluxbridge.prompt.PromptBuilder;
import fluxbridge.prompt.Summariser;
import fluxbridge.prompt.presence.Presence;
import fluxbridge.prompt.styles.PromptStyles;
import fluxbridge.provider.OutboundGuard;
import fluxbridge.provider.PictureFetch;
import fluxbridge.provider.Provider;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.provider.Providers;
import fluxbridge.provider.Sleeper;
import fluxbridge.provider.Toolbox;
import fluxbridge.provider.adapters.Adapters;
import fluxbridge.route.BookedSpending;
import fluxbridge.route.Courses;
import fluxbridge.route.CreditWatch;
import fluxbridge.route.Decisions;
import fluxbridge.route.Fallback;
import fluxbridge.route.Models;
import fluxbridge.route.Preference;
import fluxbridge.route.Ranking;
import fluxbridge.route.Reconciliation;
import fluxbridge.route.Router;
import fluxbridge.route.health.Health;
import fluxbridge.route.health.HealthMemory;
import fluxbridge.route.health.RetryBudget;
import fluxbridge.store.AlertStore;
import fluxbridge.store.AnswerFiles;
import fluxbridge.store.AuditStore;
import fluxbridge.store.Database;
import fluxbridge.store.IdempotencyStore;
import fluxbridge.store.KeyFile;
import fluxbridge.store.LedgerStore;
import fluxbridge.store.OptionsStore;
import fluxbridge.store.ProviderHealthStore;
import fluxbridge.store.RunLocks;
import fluxbridge.store.SummaryStore;
import fluxbridge.store.TokenStore;
import fluxbridge.summary.ChatSummariser;
import fluxbridge.summary.OfflineSummariser;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Every object the bridge is made of, in the order a request meets them. */
public final class Wiring implements Running {

    private static final Duration INTERRUPT_GRACE = Duration.ofMillis(250);
    private static final Duration ATTEMPT_TIMEOUT = Duration.ofSeconds(150);

    /** How often progress that time alone brings about is told. */
    private static final Duration PULSE = Duration.ofSeconds(1);

    /** How soon a token that another process made or revoked is known here. */
    private static final Duration REFRESH = Duration.ofSeconds(1);

    /** How often kept answers that are old are looked for. */
    private static final Duration SWEEP = Duration.ofMinutes(10);

    /** How often the ledger says that this process lives, and does what is due. */
    private static final Duration LEDGER_SWEEP = Duration.ofSeconds(15);

    /** How soon after the start providers are asked about calls of unknown outcome, and how often it is looked for such. */
    private static final Duration RECONCILE = Duration.ofSeconds(5);

    /** How often budgets are looked at, and alerts sent that are due. */
    private static final Duration ALERTS = Duration.ofSeconds(2);

    /** A1111's largest random seed. */
    private static final long SEEDS = 4_294_967_294L;

    /** Share of the heap that pictures on their way may take. */
    private static final int PICTURE_SHARE_PERCENT = 30;

    /** How long a start is over before what it left for later is done: a client's first questions come first. */
    private static final Duration WARM_UP = Duration.ofMillis(300);

    /** Of all pictures that wait to be fetched by url. */
    private static final long MOST_BYTES_BY_URL = 512L << 20;

    private final Sleeper sleeper;
    private final Thread warmUp = Thread.ofPlatform().daemon().name("warm-up").unstarted(this::warmUp);
    private final ProviderHttp http;

    /** Speaks to the chat endpoint, which may be on this machine; empty when there is none. */
    private final Optional<ProviderHttp> chatHttp;

    private final Repeater.Repeated pulse;
    private final Repeater.Repeated sweep;
    private final Repeater.Repeated refresh;
    private final Repeater.Repeated sweepHeaders;
    private final Repeater.Repeated sweepDays;
    private final Tokens tokens;
    private final AdminAudit adminAudit;
    private final Repeater.Repeated sweepUrls;
    private final Database database;
    private final Once once;
    private final Server server;
    private final ImageEndpoints images;
    private final Providers providers;
    private final DictionaryFile dictionary;
    private final HealthMemory healthMemory;
    private final Repeater.Repeated exchangeHealth;
    private final Ledger ledger;

    /** Of the processes on an SQLite file; replicas on a PostgreSQL know each other by their leases only. */
    private final Optional<RunLocks> runLocks;

    private final Repeater.Repeated sweepLedger;
    private final Repeater.Repeated reconcile;
    private final Optional<Repeater.Repeated> tellOwner;
    private final AuditStore audit;
    private final MatchEndpoint match;
    private final LorasEndpoint loras;

    /**
     * What a test replaces.
     *
     * @param requestLog takes one line of JSON per request
     */
    public record World(
            InstantSource clock,
            Sleeper sleeper,
            Supplier<String> uuids,
            RandomGenerator random,
            Consumer<String> requestLog,
            Consumer<String> messages) {

        public static World real(Consumer<String> requestLog) {
            var random = new SecureRandom();
            var messages = LoggerFactory.getLogger("bridge");
            var clock = InstantSource.system();
            return new World(
                    clock, Thread::sleep, new TimeOrderedUuids(clock, random), random, requestLog, messages::warn);
        }

        /** A short unguessable id for requests and jobs: 16 hex digits. */
        String id() {
            var bytes = new byte[8];
            random.nextBytes(bytes);
            return HexFormat.of().formatHex(bytes);
        }
    }

    public Wiring(Settings settings, World world) {
        var clock = world.clock();
        var generation = settings.generation();
        var version = Version.read();
        var metrics = new Metrics();

        database = Database.open(settings.store());
        var keyedHash = KeyFile.open(settings.store().dataDir(), new SecureRandom());
        dictionary = settings.dictionary()
                .path()
                .map(path -> DictionaryFile.open(path, clock, world.messages()))
                .orElseGet(
                        () -> DictionaryFile.sampleUntil(settings.dictionary().otherwise(), clock, world.messages()));

        var pictureReader = new PictureReader(PictureLimits.STANDARD);
        var codec = new PictureCodec(new Semaphore(decoders()));
        var guard = new OutboundGuard(generation.allowPrivateUpstreams());
        sleeper = world.sleeper();
        http = new ProviderHttp(guard, clock, world.sleeper(), pictureReader);
        var sentPictures = new SentPictures(pictureReader, new PictureFetch(http, guard, clock));
        providers = new Providers(
                Adapters.ALL,
                settings.providerValues(),
                new Toolbox(
                        http,
                        clock,
                        world.sleeper(),
                        world.uuids(),
                        settings.store().dataDir()));
        var tokenStore = new TokenStore(database);
        tokens = new Tokens(tokenStore, keyedHash, clock, world::id, world.random(), world.messages());
        var run = world.id();
        runLocks = settings.store().databaseUrl().isEmpty()
                ? Optional.of(RunLocks.take(settings.store().dataDir(), run))
                : Optional.empty();
        ledger = new Ledger(
                new LedgerStore(database),
                settings.money(),
                caller -> allowance(tokens, caller),
                run,
                world.uuids(),
                clock,
                world.messages());
        var spending = new BookedSpending(
                ledger,
                Prices.open(settings.money()),
                providers.entries().stream()
                        .filter(entry -> !entry.models().isEmpty())
                        .collect(Collectors.toMap(
                                entry -> entry.spec().id(),
                                entry -> entry.models().getFirst())));
        var health = new Health(clock);
        var retries = new RetryBudget(clock.instant());
        var decisions = new Decisions(clock);
        var router = new Router(
                providers.chain(settings.providerOrder()),
                providers.on(),
                settings.routing().adaptive()
                        ? Optional.of(new Ranking(health, spending, decisions))
                        : Optional.empty());
        healthMemory = new HealthMemory(health, new ProviderHealthStore(database), world.id(), world.messages());
        var models = new Models(providers.entries().stream()
                .filter(entry -> entry.provider().isPresent())
                .map(entry -> new Models.Offer(entry.spec().id(), entry.models()))
                .toList());
        var fit = new Fit(codec);
        var alerts = Optional.of(settings.alerts())
                .filter(it -> it.url().isPresent())
                .map(it -> new Alerts(
                        ledger,
                        new AlertStore(database),
                        new Webhook(it, http, guard, clock),
                        caller -> tokens.of(caller).map(Token::name).orElse(caller.id()),
                        clock,
                        world.uuids(),
                        world.messages()));
        var fallback = new Fallback(
                ATTEMPT_TIMEOUT,
                clock,
                world.uuids(),
                fit,
                new Courses(health, retries, world.sleeper(), settings.routing().hedging()),
                spending,
                metrics,
                alerts.<CreditWatch>map(Function.identity()).orElse(CreditWatch.NONE));

        var hub = new ProgressHub(clock);
        var jobs = new Jobs(clock, world::id, INTERRUPT_GRACE, metrics, hub);
        var summary = settings.prompts().summary();
        chatHttp = summary.baseUrl()
                .filter(_ -> settings.prompts().summarize())
                .map(_ -> new ProviderHttp(new OutboundGuard(true), clock, world.sleeper(), pictureReader));
        Summariser summariser = chatHttp.<Summariser>map(chat -> new ChatSummariser(
                        summary.baseUrl().orElseThrow(),
                        summary,
                        chat,
                        () -> dictionary.get().loras(),
                        new SummaryStore(database, clock),
                        clock,
                        world.messages()))
                .orElseGet(() -> new OfflineSummariser(summary.maxWords()));
        var prompts = new PromptBuilder(
                settings.roleCaps().caps(),
                new Presence(),
                summariser,
                settings.prompts().summarize());
        audit = new AuditStore(database, keyedHash, settings.audit(), clock);
        var policy = new PolicyGate(audit::append, clock, world.messages());
        match = new MatchEndpoint(policy, dictionary, prompts, router);

        var access = settings.access();
        var queue = new FairQueue(
                access.pictures(),
                access.queue(),
                caller -> tokens.of(caller).flatMap(token -> token.limits().atOnce()),
                clock);
        var days = new DailyRequests(tokenStore, access.zone(), clock);
        adminAudit = new ChainedAudit(new LoggedAudit(clock, LoggerFactory.getLogger("audit")::info), audit);
        var door = new Door(
                tokens,
                new KnownHosts(names(settings)),
                new Exposure(access.exposed()),
                new RateLimits(access.draws(), access.light(), access.badTokens(), clock),
                days,
                queue,
                keyedHash,
                adminAudit);
        metrics.watch(door::inside, queue::taken, queue::waiting);
        var memory = new PictureMemory(pictureMebibytes());
        var owners = Preference.named(settings.routing().preference()).orElseThrow();
        once = once(settings, world, models);
        var generator = new Generator(
                policy,
                dictionary,
                prompts,
                router,
                caller -> tokens.of(caller)
                        .flatMap(Token::routing)
                        .flatMap(Preference::named)
                        .orElse(owners),
                spending,
                fallback,
                once,
                jobs,
                new Durations(),
                memory,
                queue,
                metrics,
                generation.deadline(),
                generation.parallelPictures(),
                clock,
                () -> world.random().nextLong(SEEDS));

        var styles = new PromptStyles(generation.styles(), clock, world.messages());
        var options = new Options(
                new OptionsStore(database),
                models,
                generation.imageFormat().name().toLowerCase(java.util.Locale.ROOT));
        images = new ImageEndpoints(
                generator,
                options,
                models,
                new Transcode(codec),
                sentPictures,
                styles,
                codec,
                generation.maxSide(),
                generation.maxImages(),
                generation.imageFormat(),
                clock,
                "flux-lora-bridge " + version);
        var origins = new Origins(settings.server().corsOrigins());
        var status = new Status(providers, router, jobs, memory, dictionary, database, clock, version);
        var bodies = new Bodies(settings.server().maxBodyBytes(), clock);
        var repeater = new Repeater(world.sleeper(), LoggerFactory.getLogger("bridge"));
        var idempotency = new Idempotency(
                new IdempotencyStore(database),
                new AnswerFiles(settings.store().dataDir()),
                keyedHash,
                repeater,
                clock,
                world::id,
                LoggerFactory.getLogger("bridge"));
        pulse = repeater.every("pulse", PULSE, hub::pulse);
        refresh = repeater.every("access tokens", REFRESH, tokens::refresh);
        sweepDays = repeater.every("sweep of days", Duration.ofHours(6), days::forgetOld);
        sweep = repeater.every("sweep", SWEEP, idempotency::sweep);
        var drain = new Drain();
        var exchange = new Exchange(
                new Callers(door, new ClientAddress(settings.access().proxies())),
                bodies,
                origins,
                idempotency,
                new Waiting(repeater, settings.reply().heartbeat()),
                drain,
                new RequestLog(settings.log().logPrompts(), keyedHash, world.requestLog()),
                metrics,
                clock,
                world::id,
                LoggerFactory.getLogger("bridge"));
        var modelNames = new ModelNames(models, settings.openAi().aliases());
        modelNames
                .dangling()
                .forEach(alias -> world.messages()
                        .accept("OPENAI_MODEL_ALIASES: no enabled provider offers the model of " + alias));
        var pictureUrls = new PictureUrls(
                settings.store().dataDir().resolve("openai-files"),
                settings.openAi().urlLife(),
                MOST_BYTES_BY_URL,
                clock,
                world.random());
        sweepUrls = repeater.every("sweep of urls", Duration.ofMinutes(1), pictureUrls::sweep);
        var openAiImages = new ImagesEndpoint(
                generator,
                modelNames,
                dictionary,
                new StartPictures(pictureReader, new Transparency(codec), fit),
                new Transcode(codec),
                codec,
                pictureUrls,
                generation.maxSide(),
                generation.maxImages(),
                generation.imageFormat(),
                clock);
        var openAi = new OpenAiExchange(
                exchange,
                bodies,
                openAiImages,
                new ModelsEndpoint(modelNames, clock.instant()),
                pictureUrls,
                settings.openAi().publicUrl(),
                clock);
        var jobsEndpoint = new JobsEndpoint(jobs, hub);
        var spend = new SpendEndpoint(ledger, caller -> isOwner(tokens, caller));
        loras = new LorasEndpoint(
                new DictionaryEditor(dictionary, settings.store().dataDir().resolve("dictionary-history")));
        var asides = asides(jobsEndpoint, match, spend, version);
        var routes = new Routes(
                exchange,
                images,
                asides,
                options,
                new Lists(models, dictionary, styles, version),
                new ProgressEndpoints(jobs, hub, clock),
                jobsEndpoint,
                new JobStream(jobsEndpoint, repeater),
                new JobSocket(jobsEndpoint, hub, repeater),
                new PngInfoEndpoint(pictureReader),
                openAi,
                match,
                new LorasExchange(exchange, bodies, loras),
                new ExtrasEndpoints(sentPictures, codec, generation.maxImages()),
                spend,
                status,
                new ProviderStatus(
                        providers,
                        router,
                        health,
                        retries,
                        decisions,
                        settings.routing().adaptive() ? "adaptive" : "ordered"),
                new ExtensionDoor(
                        new Extension(version, settings.store().dataDir(), LoggerFactory.getLogger("bridge"))),
                new Welcome(providers, version),
                new ApiDocs(version),
                metrics);
        var slowHeaders = new SlowHeaders(clock);
        sweepHeaders = repeater.every("slow headers", Duration.ofSeconds(1), slowHeaders::cut);
        ledger.start(runLocks.map(RunLocks::ended).orElse(Set.of()));
        sweepLedger = repeater.every("ledger", LEDGER_SWEEP, ledger::sweep);
        var reconciliation =
                new Reconciliation(ledger, providers.on(), world.uuids(), clock, metrics, world.messages());
        reconcile = repeater.every("reconciliation", RECONCILE, reconciliation::run);
        tellOwner = alerts.map(it -> repeater.every("alerts", ALERTS, it::tick));
        healthMemory.exchange();
        exchangeHealth = repeater.every("provider health", HealthMemory.BETWEEN, healthMemory::exchange);
        server = new Server(settings.server(), new Listening(tokens), slowHeaders, routes, jobs, hub, status, drain);
    }

    private Once once(Settings settings, World world, Models models) {
        if (!settings.cache().on()) {
            return Once.never();
        }
        var on = providers.on().stream().collect(Collectors.toMap(Provider::id, Function.identity()));
        return new Once(
                Optional.of(PictureCache.open(
                        settings.store().dataDir().resolve("cache"),
                        settings.cache().maxBytes(),
                        settings.cache().maxAge(),
                        world.clock(),
                        world::id,
                        world.messages())),
                settings.cache().shared(),
                String.join(",", models.titles()),
                id -> Optional.ofNullable(on.get(id)));
    }

    private static boolean isOwner(Tokens tokens, Caller caller) {
        return !tokens.isLocked()
                || tokens.of(caller).filter(token -> token.may(Scope.ADMIN)).isPresent();
    }

    /** What SillyTavern's pages may ask. */
    private static Asides asides(JobsEndpoint jobs, MatchEndpoint match, SpendEndpoint spend, String version) {
        var about = JsonNodeFactory.instance
                .objectNode()
                .put("name", "Flux LoRA Bridge")
                .put("version", version);
        return new Asides(
                Map.of(
                        "job", (caller, name) -> jobs.one(caller, name.asString("")),
                        "about", (_, _) -> about,
                        "spend", (caller, _) -> spend.of(caller)),
                Map.of(
                        "match",
                        (caller, body) -> body instanceof ObjectNode asked ? match.match(caller, asked) : null));
    }

    /** What {@code Host} headers may name beside loopback. */
    private static List<String> names(Settings settings) {
        var names = new ArrayList<>(settings.access().hosts());
        names.add(settings.server().host());
        settings.openAi().publicUrl().map(URI::getHost).ifPresent(names::add);
        return names;
    }

    private static Allowance allowance(Tokens tokens, Caller caller) {
        return tokens.of(caller)
                .map(token ->
                        new Allowance(token.limits().daily(), token.limits().total()))
                .orElse(Allowance.UNLIMITED);
    }

    /** Pictures decoded at once: a large one takes some 200 MB on its way to another size. */
    private static int decoders() {
        long byHeap = (Runtime.getRuntime().maxMemory() >> 20) / 200;
        return Math.clamp(byHeap, 1, Runtime.getRuntime().availableProcessors());
    }

    private static int pictureMebibytes() {
        long heap = Runtime.getRuntime().maxMemory() >> 20;
        return (int) Math.max(24, heap * PICTURE_SHARE_PERCENT / 100);
    }

    @Override
    public void serve() {
        server.start();
        warmUp.start();
    }

    /** What no start needs and the first picture would wait for. One after the other, so that the first answer finds a processor free. */
    private void warmUp() {
        try {
            sleeper.sleep(WARM_UP);
            http.warmUp();
            if (chatHttp.isPresent()) {
                chatHttp.get().warmUp();
            }
            database.warmUp();
            once.takeStock();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public Server server() {
        return server;
    }

    @Override
    public ImageEndpoints images() {
        return images;
    }

    @Override
    public MatchEndpoint match() {
        return match;
    }

    @Override
    public LorasEndpoint loras() {
        return loras;
    }

    @Override
    public Providers providers() {
        return providers;
    }

    @Override
    public DictionaryFile dictionary() {
        return dictionary;
    }

    @Override
    public AuditStore audit() {
        return audit;
    }

    @Override
    public Tokens tokens() {
        return tokens;
    }

    @Override
    public AdminAudit adminAudit() {
        return adminAudit;
    }

    @Override
    public Ledger ledger() {
        return ledger;
    }

    /** Stops in the reverse order; the server drains first. */
    @Override
    public void close() {
        warmUp.interrupt();
        server.close();
        sweepUrls.close();
        sweepLedger.close();
        reconcile.close();
        tellOwner.ifPresent(Repeater.Repeated::close);
        exchangeHealth.close();
        pulse.close();
        refresh.close();
        sweepHeaders.close();
        sweepDays.close();
        tokens.close();
        sweep.close();
        once.close();
        http.close();
        chatHttp.ifPresent(ProviderHttp::close);
        healthMemory.close();
        ledger.close();
        runLocks.ifPresent(RunLocks::close);
        database.close();
    }
}
