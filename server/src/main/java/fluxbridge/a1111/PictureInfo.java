package fluxbridge.a1111;

import fluxbridge.domain.Note;
import fluxbridge.generate.RequestFacts;
import fluxbridge.generate.Result;
import fluxbridge.route.Attempt;
import fluxbridge.route.Fallback;
import fluxbridge.route.Made;
import fluxbridge.route.Models;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What a reply says about its pictures: the infotext of each and the {@code info} document with A1111's 32 keys (a1111.md §1.5, §1.6). */
final class PictureInfo {

    private static final Pattern UNPRINTABLE = Pattern.compile("[^\\x20-\\x7e]");
    private static final DateTimeFormatter JOB_TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

    /** What a Flux is asked for when neither the request nor the dictionary says how many steps. */
    private static final int DEFAULT_STEPS = 28;

    private final Order order;
    private final Txt2ImgBody body;
    private final Result result;
    private final String version;
    private final SequencedMap<String, String> extras;

    /** @param trail every call to a provider, failed ones too */
    PictureInfo(Order order, Result result, Collection<Attempt> trail, String version) {
        this.order = order;
        this.body = order.body();
        this.result = result;
        this.version = version;
        this.extras = new LinkedHashMap<>(order.pairs());
        this.extras.putAll(extras(result, trail));
    }

    /** Facts of the gateway, and what it dropped, changed or ignored, by topic. */
    private static SequencedMap<String, String> extras(Result result, Collection<Attempt> trail) {
        var extras = new LinkedHashMap<String, String>();
        result.first().ifPresent(made -> {
            extras.put("Provider", made.by().provider().id().value());
            var loras = made.by().loras();
            if (!loras.isEmpty()) {
                extras.put(
                        "LoRAs",
                        loras.stream()
                                .map(lora -> lora.id() + " " + plain(lora.weight()))
                                .collect(Collectors.joining(", ")));
            }
            if (!made.by().prompt().text().equals(result.prepared().shown().text())) {
                extras.put("Final prompt", made.by().prompt().text());
            }
        });
        var cost = Fallback.cost(trail);
        if (cost != null) {
            extras.put("Cost", cost.toString());
        }
        for (var note : result.notes()) {
            extras.merge(note.topic(), note.text(), (old, more) -> old + "; " + more);
        }
        return extras;
    }

    static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e9
                ? Long.toString((long) number)
                : String.format(Locale.ROOT, "%s", (float) number);
    }

    /** One line for the {@code X-Gateway-Warnings} header: printable ASCII only. */
    String warnings() {
        var all = result.notes().stream().map(Note::toString).collect(Collectors.joining(" | "));
        return UNPRINTABLE.matcher(all).replaceAll("?");
    }

    private String model() {
        return result.first().map(PictureInfo::title).orElse(Models.AUTO);
    }

    /** As the list of models has it. */
    private static String title(Made made) {
        return made.by().provider().id() + "/" + made.generated().model();
    }

    private int steps() {
        return result.prepared().steps().orElse(DEFAULT_STEPS);
    }

    /** @param place in {@link Result#pictures} */
    String infotext(int place) {
        var pairs = new LinkedHashMap<String, String>();
        pairs.put("Steps", Integer.toString(steps()));
        pairs.put("Sampler", Txt2ImgBody.SAMPLER);
        if (body.scheduler() != null) {
            pairs.put("Schedule type", body.scheduler());
        }
        pairs.put("CFG scale", plain(body.cfgScale()));
        pairs.put("Seed", Long.toString(result.seed(place)));
        pairs.put("Size", result.prepared().size().toString());
        pairs.put("Model", title(result.pictures().get(place)));
        // After Model, though Forge writes it earlier: one client in use reads the first seven pairs by place.
        result.prepared().guidance().ifPresent(guidance -> pairs.put("Distilled CFG Scale", plain(guidance)));
        order.strength().ifPresent(strength -> pairs.put("Denoising strength", plain(strength)));
        extras.forEach((topic, text) -> pairs.put(topic, text.replace('\n', ' ')));
        pairs.put("Version", version);
        var shown = result.prepared().shown();
        return new Infotext(shown.text(), shown.negative(), pairs).write();
    }

    /** The {@code info} document; the reply carries it as a string. */
    ObjectNode info(List<String> infotexts, Instant now) {
        var prepared = result.prepared();
        var places = new ArrayList<Integer>();
        for (int place = 0; place < result.pictures().size(); place++) {
            places.add(place);
        }
        var seeds = places.stream().map(result::seed).toList();
        var subseed = body.parameters().path("subseed").asLong(-1);
        var info = JsonNodeFactory.instance.objectNode();
        info.put("prompt", prepared.shown().text());
        var prompts = info.putArray("all_prompts");
        seeds.forEach(_ -> prompts.add(prepared.shown().text()));
        info.put("negative_prompt", prepared.shown().negative());
        var negatives = info.putArray("all_negative_prompts");
        seeds.forEach(_ -> negatives.add(prepared.shown().negative()));
        info.put("seed", seeds.isEmpty() ? prepared.seed() : seeds.getFirst());
        var allSeeds = info.putArray("all_seeds");
        seeds.forEach(allSeeds::add);
        info.put("subseed", subseed);
        var subseeds = info.putArray("all_subseeds");
        seeds.forEach(_ -> subseeds.add(subseed));
        info.put("subseed_strength", 0);
        info.put("width", prepared.size().width());
        info.put("height", prepared.size().height());
        info.put("sampler_name", Txt2ImgBody.SAMPLER);
        info.put("cfg_scale", body.cfgScale());
        info.put("steps", steps());
        info.put("batch_size", body.batchSize());
        info.put("restore_faces", false);
        info.putNull("face_restoration_model");
        info.put("sd_model_name", model());
        info.putNull("sd_model_hash");
        info.putNull("sd_vae_name");
        info.putNull("sd_vae_hash");
        info.put("seed_resize_from_w", -1);
        info.put("seed_resize_from_h", -1);
        info.set("denoising_strength", order.parameters().path("denoising_strength"));
        var extra = info.putObject("extra_generation_params");
        extras.forEach(extra::put);
        info.put("index_of_first_image", 0);
        var texts = info.putArray("infotexts");
        infotexts.forEach(texts::add);
        var styles = info.putArray("styles");
        body.styles().forEach(styles::add);
        info.put("job_timestamp", JOB_TIMESTAMP.format(now.atZone(ZoneId.systemDefault())));
        info.put("clip_skip", 1);
        info.put("is_using_inpainting_conditioning", false);
        info.put("version", version);
        return info;
    }

    /** What the log says about the calls to providers. */
    static Map<String, Object> facts(Collection<Attempt> trail) {
        return RequestFacts.of(trail);
    }

    /** What the log says about the pictures. */
    Map<String, Object> facts() {
        return RequestFacts.of(result);
    }
}
