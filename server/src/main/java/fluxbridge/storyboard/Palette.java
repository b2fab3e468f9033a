package fluxbridge.storyboard;

import fluxbridge.storyboard.Scene.Season;
import fluxbridge.storyboard.Scene.Time;
import fluxbridge.storyboard.Scene.Weather;

/**
 * The light of a scene: sky colours, and how that light falls on things near and far.
 *
 * @param ambient multiplies every lit colour
 * @param glow colour of the sun or moon
 * @param leaves colour of grass and leaves under white light
 */
record Palette(int skyTop, int skyMiddle, int skyLow, int ambient, int glow, int leaves, boolean dark) {

    private static final int[][] DAWN = {
        {0x5f78b4, 0xe8a9b0, 0xfde0b8}, {0x6f8fc0, 0xf3b79a, 0xfff0c9}, {0x7a74b0, 0xd99ab5, 0xfbd2c0}
    };
    private static final int[][] DAY = {
        {0x3f86c6, 0x8cc3e6, 0xdff1f3}, {0x4a97c9, 0x9fd4e2, 0xf5f3dc}, {0x5a8fcf, 0xa3c6ec, 0xeef2ee}
    };
    private static final int[][] DUSK = {
        {0x2f2d63, 0xb0526f, 0xf9a65c}, {0x3b2a5a, 0xc9566a, 0xfcc070}, {0x27406f, 0xa8688a, 0xf8b27a}
    };
    private static final int[][] NIGHT = {
        {0x0a1130, 0x1a2c5c, 0x44608f}, {0x0c1836, 0x1c3a5e, 0x3f7080}, {0x150f38, 0x2e2a66, 0x665a94}
    };

    static Palette of(Scene scene, Dice dice) {
        int[][] variants = switch (scene.time()) {
            case DAWN -> DAWN;
            case DAY -> DAY;
            case DUSK -> DUSK;
            case NIGHT -> NIGHT;
        };
        int[] sky = variants[dice.whole(variants.length)];
        double turn = dice.between(-0.02, 0.02);
        double cover = cover(scene.weather());
        boolean night = scene.time() == Time.NIGHT;
        int cloud = switch (scene.time()) {
            case NIGHT -> 0x1c2740;
            case DUSK -> 0x756579;
            case DAWN -> 0xa9a6b4;
            case DAY -> scene.weather() == Weather.STORM ? 0x5d6b7c : 0x9fb0bd;
        };
        int low = scene.weather() == Weather.SNOW || scene.weather() == Weather.FOG
                ? Ink.lighter(cloud, night ? 0.2 : 0.5)
                : Ink.lighter(cloud, night ? 0.1 : 0.28);
        return new Palette(
                Ink.mix(Ink.turned(sky[0], turn), Ink.darker(cloud, 0.3), cover),
                Ink.mix(Ink.turned(sky[1], turn), cloud, cover),
                Ink.mix(Ink.turned(sky[2], turn), low, cover * 0.92),
                Ink.mix(ambient(scene.time()), night ? 0x4a5878 : 0xc2cad4, cover * 0.55),
                glow(scene.time()),
                Ink.turned(leaves(scene.season(), scene.weather()), dice.between(-0.025, 0.025)),
                night);
    }

    private static double cover(Weather weather) {
        return switch (weather) {
            case CLEAR -> 0;
            case SNOW -> 0.6;
            case RAIN -> 0.66;
            case FOG -> 0.6;
            case STORM -> 0.82;
        };
    }

    private static int ambient(Time time) {
        return switch (time) {
            case DAWN -> 0xf0d6d6;
            case DAY -> 0xffffff;
            case DUSK -> 0xc99a9c;
            case NIGHT -> 0x566a9c;
        };
    }

    private static int glow(Time time) {
        return switch (time) {
            case DAWN -> 0xfff0d0;
            case DAY -> 0xfffbe6;
            case DUSK -> 0xffd08a;
            case NIGHT -> 0xdfe8ff;
        };
    }

    private static int leaves(Season season, Weather weather) {
        return weather == Weather.SNOW
                ? 0xe6edf4
                : switch (season) {
                    case SPRING -> 0x7fae5a;
                    case SUMMER -> 0x4f8a4e;
                    case AUTUMN -> 0xb9743a;
                    case WINTER -> 0x8fa39a;
                };
    }

    /** How a thing of this colour looks in the scene's light, close by. */
    int lit(int colour) {
        return Ink.multiply(colour, ambient);
    }

    /** How a thing looks through air. {@code distance} is 0 (here) to 1 (the horizon). */
    int far(int colour, double distance) {
        return Ink.mix(lit(colour), haze(), distance);
    }

    /** The colour into which far things fade. */
    int haze() {
        return Ink.mix(skyLow, skyMiddle, 0.25);
    }
}
