package fluxbridge.route;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.domain.Prepared;
import fluxbridge.domain.Prompt;
import fluxbridge.domain.ProviderId;
import fluxbridge.failure.Failure.NoRoute;
import fluxbridge.failure.GatewayException;
import fluxbridge.prompt.PromptSyntax;
import fluxbridge.provider.Capabilities;
import fluxbridge.provider.Provider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Picks the providers that can do a job, cuts the job to fit each, and brings them into order: the owner's, or the one that promises most. */
public final class Router {

    /** For schedules in a prompt that count steps, where nobody says how many. */
    private static final int USUAL_STEPS = 28;

    private final List<Provider> chain;
    private final List<Provider> all;
    private final Optional<Ranking> ranking;

    /**
     * @param chain providers asked when the request names none, in order
     * @param all every provider that is switched on, by name
     * @param ranking empty to keep the chain's order
     */
    public Router(List<Provider> chain, List<Provider> all, Optional<Ranking> ranking) {
        this.chain = List.copyOf(chain);
        this.all = List.copyOf(all);
        this.ranking = ranking;
    }

    /** One that keeps the chain's order. */
    public Router(List<Provider> chain, List<Provider> all) {
        this(chain, all, Optional.empty());
    }

    /** Those that are asked when a request names no provider, in order. */
    public List<ProviderId> order() {
        return chain.stream().map(Provider::id).toList();
    }

    /**
     * @param model the chosen provider's own name of the model, null for its configured one
     * @param preference what a good choice is
     * @throws GatewayException {@code NoRoute} when nobody can do it
     */
    public Plan plan(Prepared prepared, @Nullable String model, Preference preference) {
        var wanted = prepared.provider();
        var providers = wanted == null
                ? chain
                : all.stream().filter(p -> p.id().equals(wanted)).toList();
        if (providers.isEmpty()) {
            throw new GatewayException(new NoRoute(noProvider(wanted)));
        }
        var able = providers.stream()
                .filter(p -> handles(p.capabilities(), prepared.mode()))
                .map(p -> fit(p, prepared, model))
                .toList();
        if (able.isEmpty()) {
            throw new GatewayException(new NoRoute("no enabled provider can do " + name(prepared.mode()) + "; enabled: "
                    + providers.stream().map(p -> p.id().value()).collect(Collectors.joining(", "))
                    + ability(prepared.mode())));
        }
        return ranking.map(by -> ranked(by.rank(able, prepared, preference), prepared))
                .orElseGet(() -> new Plan(able, List.of(), Ranking.steps(prepared)));
    }

    /** The same with the balanced preference. */
    public Plan plan(Prepared prepared, @Nullable String model) {
        return plan(prepared, model, Preference.BALANCED);
    }

    private static Plan ranked(List<Ranking.Ranked> order, Prepared prepared) {
        return new Plan(
                order.stream().map(Ranking.Ranked::candidate).toList(),
                order.stream().map(Ranking.Ranked::score).toList(),
                Ranking.steps(prepared));
    }

    /** Who could do it, were it asked. */
    private String ability(Mode mode) {
        var able = all.stream()
                .filter(p -> handles(p.capabilities(), mode))
                .map(p -> p.id().value())
                .toList();
        return able.isEmpty() ? "" : "; asked by name or in PROVIDER_ORDER these can: " + String.join(", ", able);
    }

    private String noProvider(@Nullable ProviderId wanted) {
        return wanted == null
                ? "no provider is enabled; set a key in .env, or leave PROVIDER_ORDER empty to draw sketches offline"
                : "provider '" + wanted + "' is not enabled; enabled: "
                        + all.stream().map(p -> p.id().value()).collect(Collectors.joining(", "));
    }

    private static boolean handles(Capabilities can, Mode mode) {
        return switch (mode) {
            case Mode.Txt2Img() -> true;
            case Mode.Img2Img _ -> can.img2img();
            case Mode.Inpaint _ -> can.inpaint();
        };
    }

    private static String name(Mode mode) {
        return switch (mode) {
            case Mode.Txt2Img() -> "txt2img";
            case Mode.Img2Img _ -> "img2img";
            case Mode.Inpaint _ -> "inpainting";
        };
    }

    private static Candidate fit(Provider provider, Prepared prepared, @Nullable String model) {
        var can = provider.capabilities();
        var notes = new ArrayList<Note>();
        var loras = loras(provider, prepared.loras(), notes);
        var prompt = prompt(provider, readable(provider, prepared, notes), notes);
        if (!can.seed()) {
            notes.add(new Note("Seed", "has no effect at " + provider.id()));
        }
        return new Candidate(
                provider,
                loras,
                can.grid().fit(prepared.size()),
                prompt,
                model,
                provider.drawsWith(model, prepared.mode()).orElse(null),
                notes);
    }

    private static List<AppliedLora> loras(Provider provider, List<AppliedLora> chosen, List<Note> notes) {
        var can = provider.capabilities();
        var usable =
                chosen.stream().filter(l -> can.loraUsable().test(l.lora())).toList();
        var unusable =
                chosen.stream().filter(l -> !can.loraUsable().test(l.lora())).toList();
        if (!unusable.isEmpty()) {
            notes.add(new Note(
                    "Dropped LoRAs",
                    ids(unusable) + " (" + provider.id() + " cannot load " + (unusable.size() == 1 ? "it" : "them")
                            + ": no address of weights that it can download)"));
        }
        if (usable.size() <= can.maxLoras()) {
            return usable;
        }
        notes.add(new Note(
                "Dropped LoRAs",
                ids(usable.subList(can.maxLoras(), usable.size())) + " (" + provider.id() + " takes " + can.maxLoras()
                        + ")"));
        return usable.subList(0, can.maxLoras());
    }

    private static String ids(List<AppliedLora> loras) {
        return loras.stream().map(AppliedLora::id).collect(Collectors.joining(", "));
    }

    /** A1111's prompt syntax is noise to a model that does not know it. */
    private static Prompt readable(Provider provider, Prepared prepared, List<Note> notes) {
        var prompt = prepared.prompt();
        if (provider.readsPromptSyntax()) {
            return prompt;
        }
        int steps = prepared.steps().orElse(USUAL_STEPS);
        var text = PromptSyntax.plain(prompt.text(), steps);
        var negative = PromptSyntax.plain(prompt.negative(), steps);
        if (!text.lost().isEmpty()) {
            notes.add(new Note(
                    "Prompt syntax", text.lostWords() + " (" + provider.id() + " reads plain text and got that)"));
        }
        return new Prompt(text.text(), negative.text());
    }

    private static Prompt prompt(Provider provider, Prompt prompt, List<Note> notes) {
        var can = provider.capabilities();
        var text = shorten(prompt.text(), can.maxPrompt());
        if (text.length() < prompt.text().length()) {
            notes.add(new Note(
                    "Prompt",
                    "cut from " + prompt.text().length() + " to " + text.length() + " characters for "
                            + provider.id()));
        }
        if (prompt.negative().isEmpty() || can.negativePrompt()) {
            return new Prompt(text, shorten(prompt.negative(), can.maxPrompt()));
        }
        notes.add(new Note("Ignored", "negative_prompt has no effect at " + provider.id()));
        return new Prompt(text, "");
    }

    /** Cuts after the last whole phrase that fits, or the last whole word. */
    static String shorten(String text, int most) {
        if (text.length() <= most) {
            return text;
        }
        var head = text.substring(0, most);
        int phrase = Math.max(head.lastIndexOf(','), Math.max(head.lastIndexOf('.'), head.lastIndexOf(';')));
        int cut = phrase > most / 2 ? phrase : head.lastIndexOf(' ') > most / 2 ? head.lastIndexOf(' ') : most;
        if (Character.isHighSurrogate(text.charAt(cut - 1))) {
            cut--;
        }
        return text.substring(0, cut).strip();
    }
}
