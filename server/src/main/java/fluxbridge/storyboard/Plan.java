package fluxbridge.storyboard;

import fluxbridge.domain.AppliedLora;
import fluxbridge.domain.LoraCategory;
import fluxbridge.domain.PictureRequest;
import fluxbridge.domain.Size;
import java.util.ArrayList;
import java.util.List;

/**
 * What will be drawn, before a pixel is: the scene, who stands where, and what the caption says.
 *
 * @param margin width of the paper around the panel, 0 on small pictures
 * @param strip the caption strip, of height 0 where the picture is too small for one
 * @param figures from left to right
 */
record Plan(Size size, long seed, Scene scene, int margin, Strip strip, List<Placed> figures, Caption caption) {

    /**
     * A character at its place in the panel.
     *
     * @param x middle of the figure in pixels from the panel's left edge
     * @param foot where it stands, in pixels from the panel's upper edge
     * @param height in pixels
     * @param room width it has to itself
     */
    record Placed(String name, Look look, double x, double foot, double height, double room) {}

    Plan {
        figures = List.copyOf(figures);
    }

    int panelWidth() {
        return size.width() - 2 * margin;
    }

    int panelHeight() {
        return size.height() - (strip.height() > 0 ? margin + strip.height() : 2 * margin);
    }

    static Plan of(PictureRequest request) {
        var size = request.size();
        int least = Math.min(size.width(), size.height());
        int margin = least < 160 ? 0 : (int) Math.round(least * 0.02);
        var caption = Caption.of(request);
        var strip = Strip.of(caption, size, margin);
        var dice = new Dice(request.seed());
        var scene = SceneWords.read(request.prompt().text(), dice.fork(1));
        var bare = new Plan(size, request.seed(), scene, margin, strip, List.of(), caption);
        return new Plan(size, request.seed(), scene, margin, strip, bare.place(request, dice.fork(2)), caption);
    }

    private List<Placed> place(PictureRequest request, Dice dice) {
        List<AppliedLora> characters = request.loras().stream()
                .filter(applied -> applied.lora().category() == LoraCategory.CHARACTER)
                .toList();
        int count = characters.size();
        double w = panelWidth();
        double h = panelHeight();
        double room = Math.min(w * 0.94 / Math.max(1, count), h * (count > 2 ? 0.4 : 0.5));
        double height = Math.min(h * (count > 3 ? 0.5 : 0.55), room * 2.2);
        int reader = reader(characters, SceneWords.words(request.prompt().text()));
        double left = (w - room * count) / 2 + (count == 1 ? dice.between(-0.1, 0.1) * w : 0);
        var placed = new ArrayList<Placed>();
        for (int i = 0; i < count; i++) {
            var lora = characters.get(i).lora();
            var look = Look.of(lora, i == reader);
            double foot = h * (0.925 - (i % 2) * (count > 1 ? 0.02 : 0));
            placed.add(new Placed(lora.name(), look, left + room * (i + 0.5), foot, height * look.stature(), room));
        }
        return placed;
    }

    /** Which character reads: the one named last before the word that says so, the first when none is; -1 when nobody reads. */
    private static int reader(List<AppliedLora> characters, List<String> words) {
        for (int at = SceneWords.readingAt(words); at > 0; at--) {
            String word = words.get(at - 1);
            for (int i = 0; i < characters.size(); i++) {
                if (SceneWords.words(characters.get(i).lora().name()).contains(word)) {
                    return i;
                }
            }
        }
        return SceneWords.readingAt(words) < 0 ? -1 : 0;
    }
}
