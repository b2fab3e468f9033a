package fluxbridge.summary;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import fluxbridge.prompt.Narration;
import fluxbridge.store.SummaryStore;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Summaries that a chat model wrote, by all that went into them: in memory, and in the database for other replicas and the next start. */
final class SummaryCache {

    private static final int MOST = 500;

    private final Cache<String, String> memory =
            Caffeine.newBuilder().maximumSize(MOST).build();
    private final SummaryStore store;
    private final Consumer<String> messages;

    /** @param messages hears of a database in trouble */
    SummaryCache(SummaryStore store, Consumer<String> messages) {
        this.store = store;
        this.messages = messages;
    }

    Optional<String> get(String key) {
        var found = memory.getIfPresent(key);
        if (found != null) {
            return Optional.of(found);
        }
        try {
            var kept = store.get(key);
            kept.ifPresent(text -> memory.put(key, text));
            return kept;
        } catch (RuntimeException e) { // a summary can be written again, so no request fails for this
            messages.accept("summaries cannot be read from the database ("
                    + e.getClass().getSimpleName() + ")");
            return Optional.empty();
        }
    }

    void put(String key, String model, String summary) {
        memory.put(key, summary);
        try {
            store.put(key, model, summary);
        } catch (RuntimeException e) { // as above
            messages.accept(
                    "a summary was not kept in the database (" + e.getClass().getSimpleName() + ")");
        }
    }

    /** The hash of everything that a summary depends on. */
    static String key(ChatEndpoint chat, Narration narration, int maxWords) {
        var hash = sha256();
        add(
                hash,
                List.of(
                        chat.uri().toString(),
                        chat.model(),
                        ChatPrompt.VERSION,
                        String.valueOf(maxWords),
                        narration.text()));
        narration.present().forEach(it -> add(hash, List.of(it.id(), it.name(), it.trigger(), it.appearance())));
        add(hash, narration.recent());
        return HexFormat.of().formatHex(hash.digest());
    }

    /** Each text behind its length, so that no two lists of texts look alike. */
    private static void add(MessageDigest hash, List<String> texts) {
        hash.update((texts.size() + "/").getBytes(StandardCharsets.UTF_8));
        for (var text : texts) {
            var bytes = text.getBytes(StandardCharsets.UTF_8);
            hash.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
            hash.update(bytes);
        }
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
