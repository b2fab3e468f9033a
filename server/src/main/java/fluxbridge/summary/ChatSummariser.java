package fluxbridge.summary;

import fluxbridge.cache.SingleFlight;
import fluxbridge.config.SummarySettings;
import fluxbridge.domain.Lora;
import fluxbridge.domain.Note;
import fluxbridge.failure.Failure;
import fluxbridge.failure.GatewayException;
import fluxbridge.prompt.Narration;
import fluxbridge.prompt.Summariser;
import fluxbridge.prompt.Summary;
import fluxbridge.provider.ProviderHttp;
import fluxbridge.store.SummaryStore;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;

/**
 * Lets a chat model write the summary. What it writes is checked, and asked for once more when it is wrong; whatever goes amiss, the offline
 * summariser does it instead. Equal narrations are asked for once.
 */
public final class ChatSummariser implements Summariser {

    private final SummarySettings settings;
    private final ChatEndpoint chat;
    private final SummaryCheck check;
    private final SummaryCache cache;
    private final OfflineSummariser offline;
    private final Respite respite;
    private final InstantSource clock;
    private final SingleFlight<String, String> flights = new SingleFlight<>();

    /**
     * @param base of the chat endpoint
     * @param http lets private addresses through, since the owner named this one
     * @param dictionary every LoRA there is now: whoever is not in the picture must not get into it
     * @param messages hears of a database in trouble
     */
    public ChatSummariser(
            URI base,
            SummarySettings settings,
            ProviderHttp http,
            Supplier<? extends Collection<Lora>> dictionary,
            SummaryStore store,
            InstantSource clock,
            Consumer<String> messages) {
        this.settings = settings;
        this.chat = new ChatEndpoint(base, settings, http);
        this.check = new SummaryCheck(dictionary, settings.maxWords());
        this.cache = new SummaryCache(store, messages);
        this.offline = new OfflineSummariser(settings.maxWords());
        this.respite = new Respite(clock);
        this.clock = clock;
    }

    /** The answer of the chat model is no summary. */
    private static final class Unusable extends Exception {
        private static final long serialVersionUID = 1L;

        Unusable(String why) {
            super(why);
        }
    }

    @Override
    public Summary summarise(Narration narration) {
        var key = SummaryCache.key(chat, narration, settings.maxWords());
        var known = cache.get(key).filter(text -> check.defects(text, narration).isEmpty());
        if (known.isPresent()) {
            return written(known.get(), narration);
        }
        try {
            return written(flights.fly(key, () -> write(key, narration)).value(), narration);
        } catch (InterruptedException e) {
            throw new GatewayException(new Failure.Cancelled("interrupted while a summary was written"), e);
        } catch (ExecutionException e) {
            return instead(narration, why(e.getCause()));
        }
    }

    private Summary written(String text, Narration narration) {
        return new Summary(Words.oneLine(Triggers.in(text, narration.present())), chat.model(), List.of());
    }

    private Summary instead(Narration narration, String why) {
        var summary = offline.summarise(narration);
        return new Summary(
                summary.text(), summary.by(), List.of(new Note("Summary", chat.model() + " was not used: " + why)));
    }

    private static String why(@Nullable Throwable cause) {
        return switch (cause) {
            case Unusable e -> String.valueOf(e.getMessage());
            case GatewayException e when e.failure() instanceof Failure.Unavailable it -> it.what();
            case GatewayException e
            when e.failure() instanceof Failure.UnknownOutcome it -> it.what().replaceAll("; .*", "");
            case GatewayException e
            when e.failure() instanceof Failure.FromProvider it ->
                it.message().replaceFirst("^summary ", "").replaceAll("; .*", "");
            case null, default -> "something unexpected happened";
        };
    }

    /** How many wait for this summary. */
    int waiting(Narration narration) {
        return flights.waiting(SummaryCache.key(chat, narration, settings.maxWords()));
    }

    /** Runs once for all who want this summary. */
    private String write(String key, Narration narration) throws Unusable {
        if (!respite.allows()) {
            throw new Unusable("it failed several times in a row and is left alone for a minute");
        }
        try {
            var text = ask(narration, clock.instant().plus(settings.timeout()));
            cache.put(key, chat.model(), text);
            return text;
        } catch (GatewayException e) {
            if (!(e.failure() instanceof Failure.Cancelled)) {
                respite.failed();
            }
            throw e;
        }
    }

    private String ask(Narration narration, Instant deadline) throws Unusable {
        int words = settings.maxWords() - ChatPrompt.wordsOfTriggers(narration);
        var messages = ChatPrompt.messages(
                narration, Math.max(words, narration.present().size() + 5));
        var first = answer(messages.deepCopy(), deadline);
        var defects = first.text().isEmpty() ? List.of(first.trouble()) : check.defects(first.text(), narration);
        if (defects.isEmpty()) {
            return first.text();
        }
        ChatPrompt.askAgain(messages, first.text(), defects);
        var second = answer(messages, deadline);
        if (second.text().isEmpty()) {
            respite.failed();
            throw new Unusable("it " + second.trouble());
        }
        var left = check.defects(second.text(), narration);
        if (!left.isEmpty()) {
            throw new Unusable("its answer had defects, also when asked again (" + String.join(" ", left) + ")");
        }
        return second.text();
    }

    private ChatReply answer(ArrayNode messages, Instant deadline) {
        var reply = chat.ask(messages, deadline);
        if (reply.trouble().isEmpty()) {
            respite.answered();
        }
        return reply;
    }
}
