package fluxbridge.storyboard;

import fluxbridge.storyboard.Scene.Setting;

/** Paints a scene without its figures. */
final class Backdrop {

    private Backdrop() {}

    static void paint(Canvas canvas, Scene scene, Palette palette, Dice dice) {
        if (scene.setting().indoors()) {
            new Interior(canvas, scene, palette)
                    .paint(
                            (w, h) -> {
                                try (var view = new Canvas(w, h)) {
                                    outdoors(view, scene, scene.outside(), palette, dice.fork(11));
                                    Atmosphere.before(view, scene, palette, dice.fork(12));
                                    return view.image;
                                }
                            },
                            dice.fork(13));
            return;
        }
        outdoors(canvas, scene, scene.setting(), palette, dice.fork(11));
    }

    private static void outdoors(Canvas canvas, Scene scene, Setting place, Palette palette, Dice dice) {
        switch (place) {
            case SPACE -> new Strange(canvas).space(scene.setting() == Setting.SPACE, dice);
            case CAVE -> new Strange(canvas).cave(palette, dice);
            default -> {
                double sun = new Sky(canvas, scene, palette, dice.fork(1)).paint(canvas.h * 0.64);
                land(canvas, scene, place, palette, sun, dice.fork(2));
                Atmosphere.behind(canvas, scene, palette, dice.fork(3));
            }
        }
    }

    private static void land(Canvas canvas, Scene scene, Setting place, Palette palette, double sun, Dice dice) {
        switch (place) {
            case SEA -> new Water(canvas, scene, palette).sea(sun, dice);
            case HARBOUR -> new Water(canvas, scene, palette).harbour(sun, dice);
            case CITY -> new Town(canvas, scene, palette).street(dice);
            case ROOFTOP -> new Town(canvas, scene, palette).rooftop(dice);
            case MARKET -> new Town(canvas, scene, palette).market(dice);
            default -> new Country(canvas, scene, palette).paint(place, dice);
        }
    }
}
