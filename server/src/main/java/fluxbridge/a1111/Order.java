package fluxbridge.a1111;

import fluxbridge.domain.Mode;
import fluxbridge.domain.Note;
import fluxbridge.inpaint.Paste;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SequencedMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a route of pictures was asked for: the fields that all have, and what it begins from.
 *
 * @param paste lays each drawn picture over the original; empty when the drawn one is the result
 * @param strength denoising strength, empty for txt2img
 * @param pairs of the infotext that only this route has
 * @param parameters as the reply echoes them
 */
record Order(
        Txt2ImgBody body,
        Mode mode,
        Optional<Paste> paste,
        OptionalDouble strength,
        SequencedMap<String, String> pairs,
        List<Note> notes,
        ObjectNode parameters) {

    Order {
        pairs = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(pairs));
        notes = List.copyOf(notes);
    }

    static Order txt2img(Txt2ImgBody body) {
        return new Order(
                body,
                Mode.TXT2IMG,
                Optional.empty(),
                OptionalDouble.empty(),
                new LinkedHashMap<>(),
                List.of(),
                body.parameters());
    }
}
