package fluxbridge.storyboard;

import java.awt.Color;

/** Arithmetic on colours written as {@code 0xRRGGBB}. */
final class Ink {

    private Ink() {}

    /** {@code a} at 0, {@code b} at 1. */
    static int mix(int a, int b, double t) {
        double s = Math.clamp(t, 0, 1);
        return rgb(
                red(a) + (red(b) - red(a)) * s,
                green(a) + (green(b) - green(a)) * s,
                blue(a) + (blue(b) - blue(a)) * s);
    }

    static int multiply(int a, int b) {
        return rgb(red(a) * red(b) / 255.0, green(a) * green(b) / 255.0, blue(a) * blue(b) / 255.0);
    }

    static int darker(int colour, double t) {
        return mix(colour, 0x15152a, t);
    }

    static int lighter(int colour, double t) {
        return mix(colour, 0xfff8ec, t);
    }

    static int hsb(double hue, double saturation, double brightness) {
        return Color.HSBtoRGB((float) hue, (float) saturation, (float) brightness) & 0xffffff;
    }

    /** Moves the hue by {@code turns} of the colour wheel. */
    static int turned(int colour, double turns) {
        float[] hsb = Color.RGBtoHSB(red(colour), green(colour), blue(colour), new float[3]);
        return hsb(hsb[0] + turns, hsb[1], hsb[2]);
    }

    static double brightness(int colour) {
        return (red(colour) * 0.3 + green(colour) * 0.59 + blue(colour) * 0.11) / 255;
    }

    static Color paint(int colour) {
        return new Color(colour);
    }

    /** @param alpha 0 (clear) to 1 (opaque) */
    static Color paint(int colour, double alpha) {
        return new Color(red(colour), green(colour), blue(colour), (int) Math.round(Math.clamp(alpha, 0, 1) * 255));
    }

    static int red(int colour) {
        return (colour >> 16) & 255;
    }

    static int green(int colour) {
        return (colour >> 8) & 255;
    }

    static int blue(int colour) {
        return colour & 255;
    }

    static int rgb(double red, double green, double blue) {
        return (channel(red) << 16) | (channel(green) << 8) | channel(blue);
    }

    private static int channel(double value) {
        return Math.clamp(Math.round(value), 0, 255);
    }
}
