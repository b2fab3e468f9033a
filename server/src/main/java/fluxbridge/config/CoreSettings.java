package fluxbridge.config;

import static fluxbridge.domain.Setting.choice;
import static fluxbridge.domain.Setting.flag;
import static fluxbridge.domain.Setting.secret;
import static fluxbridge.domain.Setting.text;
import static fluxbridge.domain.Setting.uri;
import static fluxbridge.domain.Setting.whole;

import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.Setting;
import java.util.List;
import java.util.Locale;

/** The bridge's own settings. Those of a provider stand in its {@code ProviderSpec}. */
public final class CoreSettings {

    public static final Setting BRIDGE_HOST = text(
            "BRIDGE_HOST",
            "127.0.0.1",
            "Address to listen on; 0.0.0.0 or :: for every network of this machine. Beyond loopback the bridge listens only"
                    + " when there is an access token (./bridge tokens create NAME).");
    public static final Setting BRIDGE_PORT =
            whole("BRIDGE_PORT", 7861, 0, 65535, "Port to listen on; 0 takes any free one.");
    public static final Setting MAX_BODY_MB =
            whole("MAX_BODY_MB", 32, 1, 256, "Longest request body that is read, in MiB.");
    public static final Setting CORS_ALLOW_ORIGINS = text(
            "CORS_ALLOW_ORIGINS",
            "",
            "Web pages that may call the bridge from a browser: exact origins such as http://localhost:8000, parted by"
                    + " commas, or * for any. Empty for none.");
    public static final Setting DRAIN_SECONDS = whole(
            "DRAIN_SECONDS", 30, 0, 3600, "Seconds that requests in flight get to finish when the bridge is stopped.");

    public static final Setting RESPONSE_HEARTBEAT_SECONDS = whole(
            "RESPONSE_HEARTBEAT_SECONDS",
            0,
            0,
            300,
            "Seconds between two bytes of whitespace that are sent ahead of an answer while its pictures are drawn, for"
                    + " proxies that cut quiet connections; 0 for none. With the first one status 200 is spent, so later"
                    + " failures are told in the body only.");

    public static final Setting REQUEST_DEADLINE_SECONDS = whole(
            "REQUEST_DEADLINE_SECONDS",
            300,
            1,
            3600,
            "Seconds that one request may take over all its pictures and all providers.");
    public static final Setting MAX_IMAGES_PER_REQUEST =
            whole("MAX_IMAGES_PER_REQUEST", 16, 1, 64, "Most pictures that one request may ask for.");
    public static final Setting MAX_SIDE =
            whole("MAX_SIDE", 2048, 64, 4096, "Longest width or height that may be asked for, in pixels.");
    public static final Setting PARALLEL_PICTURES =
            whole("PARALLEL_PICTURES", 4, 1, 16, "Pictures of one request that are drawn at once.");
    public static final Setting IMAGE_FORMAT =
            choice("IMAGE_FORMAT", "png", List.of("png", "jpeg"), "File format of the pictures that clients get.");

    public static final Setting PROMPT_STYLES_PATH = text(
            "PROMPT_STYLES_PATH",
            "",
            "Styles that requests call by name, a styles.csv as A1111 writes it (name,prompt,negative_prompt); read again when"
                    + " it changes, and may come into being later. Empty for none.");
    public static final Setting OPENAI_MODEL_ALIASES = text(
            "OPENAI_MODEL_ALIASES",
            "",
            "Further model names for /v1, such as gpt-image-1=runware:101@1,fast=fal, parted by commas. gpt-image-1, dall-e-2,"
                    + " dall-e-3 and flux stand for auto unless they are named here.");
    public static final Setting OPENAI_URL_MINUTES = whole(
            "OPENAI_URL_MINUTES", 60, 1, 1440, "Minutes that a picture can be fetched when it was asked for by url.");
    public static final Setting PUBLIC_URL = uri(
            "PUBLIC_URL",
            "",
            "Address under which clients reach the bridge, such as https://pictures.example.com; the urls of pictures begin"
                    + " with it. Empty for the Host header of each request.");

    public static final Setting PROVIDER_ORDER = text(
            "PROVIDER_ORDER",
            "",
            "Provider ids in the order to try them, parted by commas, such as runware,storyboard. Empty for the built-in"
                    + " order.");
    public static final Setting CACHE = choice(
            "CACHE",
            "token",
            List.of("off", "token", "shared"),
            "Keeps finished pictures, so that the same request with the same seed costs nothing: off, for each caller (token), or"
                    + " for all callers together (shared).");
    public static final Setting CACHE_MAX_MB = whole(
            "CACHE_MAX_MB",
            512,
            1,
            1_000_000,
            "Disk space of the kept pictures, in MiB; the least recently used go first.");
    public static final Setting CACHE_MAX_DAYS = whole("CACHE_MAX_DAYS", 7, 1, 365, "Days that a picture is kept.");

    public static final Setting ROUTING = choice(
            "ROUTING",
            "",
            List.of("adaptive", "ordered"),
            "adaptive asks first who promises most at the moment, by price, speed, health and the LoRAs it takes; ordered keeps"
                    + " PROVIDER_ORDER. Empty for ordered where PROVIDER_ORDER is set, else adaptive.");
    public static final Setting ROUTING_PREFERENCE = choice(
            "ROUTING_PREFERENCE",
            "balanced",
            List.of("balanced", "cheap", "fast", "faithful"),
            "What adaptive routing prefers, unless a request says otherwise (?routing=): money, time, or every LoRA.");
    public static final Setting HEDGING = choice(
            "HEDGING",
            "free",
            List.of("off", "free", "auto"),
            "Whom adaptive routing asks too, once a request, when a provider takes unusually long: nobody, only providers that cost"
                    + " nothing, or whoever is worth the price (auto), which may pay twice for one picture.");
    public static final Setting BRIDGE_ALLOW_PRIVATE_UPSTREAMS = flag(
            "BRIDGE_ALLOW_PRIVATE_UPSTREAMS",
            false,
            "Lets providers and picture addresses be on loopback and private networks; for tests and local providers.");

    public static final Setting LORA_DICT_PATH = text(
            "LORA_DICT_PATH",
            "",
            "The LoRA dictionary, a JSON file. Empty for master_lora_dict.json beside the launcher, or the built-in sample"
                    + " when there is none.");
    public static final Setting ROLE_CAP_CHARACTER = roleCap(LoraCategory.CHARACTER, 6);
    public static final Setting ROLE_CAP_NSFW = roleCap(LoraCategory.NSFW, 4);
    public static final Setting ROLE_CAP_EXPRESSION = roleCap(LoraCategory.EXPRESSION, 2);
    public static final Setting ROLE_CAP_GENERAL = roleCap(LoraCategory.GENERAL, 2);
    public static final Setting ROLE_CAP_MISC = roleCap(LoraCategory.MISC, 1);

    public static final Setting BRIDGE_DATA_DIR = text(
            "BRIDGE_DATA_DIR",
            "./data",
            "Folder for the database and the key file; a relative path starts at the launcher's folder.");
    public static final Setting DATABASE_URL = secret(
            "DATABASE_URL",
            "jdbc:postgresql://HOST/DATABASE?user=USER&password=PASSWORD for a PostgreSQL that replicas share. Empty for an"
                    + " SQLite file in the data folder.");

    public static final Setting ENABLE_SUMMARIZATION = flag(
            "ENABLE_SUMMARIZATION",
            true,
            "Turns narration into words of what is to be seen; tags and short visual prompts stay as they are in any case.");

    public static final Setting SUMMARY_MAX_LENGTH =
            whole("SUMMARY_MAX_LENGTH", 60, 10, 2000, "Most words of a summary, names and trigger words included.");
    public static final Setting SUMMARY_BASE_URL = uri(
            "SUMMARY_BASE_URL",
            "",
            "An OpenAI-compatible chat endpoint that writes the summaries, such as http://localhost:11434/v1 or"
                    + " https://api.deepseek.com; servers on this machine and in the local network are fine. Empty for the"
                    + " offline summariser, which steps in for a dead endpoint too.");
    public static final Setting SUMMARY_API_KEY =
            secret("SUMMARY_API_KEY", "Key for the chat endpoint; local servers mostly want none.");
    public static final Setting SUMMARY_MODEL = text(
            "SUMMARY_MODEL",
            "",
            "The chat model, as the endpoint calls it. Empty for a default of DeepSeek, Together or llama.cpp.");
    public static final Setting SUMMARY_TIMEOUT_SECONDS = whole(
            "SUMMARY_TIMEOUT_SECONDS",
            8,
            1,
            120,
            "Seconds that the chat endpoint gets for one summary; then the offline summariser does it.");

    public static final Setting LOG_PROMPTS =
            flag("LOG_PROMPTS", false, "Writes prompts into the log; otherwise only a keyed hash of each.");

    public static final Setting AUDIT_PROMPTS = flag(
            "AUDIT_PROMPTS",
            false,
            "Keeps the text of refused prompts in the audit table; otherwise only a keyed hash of each.");
    public static final Setting AUDIT_DAYS =
            whole("AUDIT_DAYS", 180, 1, 3650, "Days that refusals stay in the audit table.");

    /** In the order of {@code env.example}. */
    public static final List<SettingsSection> SECTIONS = List.of(
            new SettingsSection(
                    "Server",
                    List.of(
                            BRIDGE_HOST,
                            BRIDGE_PORT,
                            MAX_BODY_MB,
                            CORS_ALLOW_ORIGINS,
                            DRAIN_SECONDS,
                            RESPONSE_HEARTBEAT_SECONDS)),
            AccessSettings.SECTION,
            new SettingsSection(
                    "Pictures",
                    List.of(
                            REQUEST_DEADLINE_SECONDS,
                            MAX_IMAGES_PER_REQUEST,
                            MAX_SIDE,
                            PARALLEL_PICTURES,
                            IMAGE_FORMAT,
                            PROMPT_STYLES_PATH)),
            new SettingsSection("OpenAI door", List.of(OPENAI_MODEL_ALIASES, OPENAI_URL_MINUTES, PUBLIC_URL)),
            new SettingsSection(
                    "LoRA dictionary",
                    List.of(
                            LORA_DICT_PATH,
                            ROLE_CAP_CHARACTER,
                            ROLE_CAP_NSFW,
                            ROLE_CAP_EXPRESSION,
                            ROLE_CAP_GENERAL,
                            ROLE_CAP_MISC)),
            new SettingsSection(
                    "Prompts",
                    List.of(
                            ENABLE_SUMMARIZATION,
                            SUMMARY_MAX_LENGTH,
                            SUMMARY_BASE_URL,
                            SUMMARY_API_KEY,
                            SUMMARY_MODEL,
                            SUMMARY_TIMEOUT_SECONDS)),
            new SettingsSection("Data", List.of(BRIDGE_DATA_DIR, DATABASE_URL)),
            new SettingsSection("Cache", List.of(CACHE, CACHE_MAX_MB, CACHE_MAX_DAYS)),
            new SettingsSection("Log", List.of(LOG_PROMPTS)),
            new SettingsSection(
                    "Choice of provider",
                    List.of(PROVIDER_ORDER, ROUTING, ROUTING_PREFERENCE, HEDGING, BRIDGE_ALLOW_PRIVATE_UPSTREAMS)),
            MoneySettings.SECTION,
            AlertSettings.SECTION,
            new SettingsSection("Audit of refusals", List.of(AUDIT_PROMPTS, AUDIT_DAYS)));

    private CoreSettings() {}

    /** Every setting of every section. */
    public static List<Setting> all() {
        return SECTIONS.stream().flatMap(section -> section.settings().stream()).toList();
    }

    private static Setting roleCap(LoraCategory category, int defaultValue) {
        return whole(
                "ROLE_CAP_" + category.name(),
                defaultValue,
                0,
                64,
                "Most " + category.name().toLowerCase(Locale.ROOT) + " LoRAs in one picture.");
    }
}
