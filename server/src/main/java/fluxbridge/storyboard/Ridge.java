package fluxbridge.storyboard;

import java.awt.geom.Path2D;

/** The outline of a hill range: smooth noise along the width of a picture. */
final class Ridge {

    private final double[] phase = new double[6];
    private final double base;
    private final double swing;
    private final double wave;
    private final boolean jagged;

    /**
     * @param base height of the middle line, in pixels from the top
     * @param swing how far it goes up and down, in pixels
     * @param wave length of its longest wave, in pixels
     * @param jagged peaks instead of rounds
     */
    Ridge(double base, double swing, double wave, boolean jagged, Dice dice) {
        this.base = base;
        this.swing = swing;
        this.wave = wave;
        this.jagged = jagged;
        for (int i = 0; i < phase.length; i++) {
            phase[i] = dice.between(0, 1000);
        }
    }

    double at(double x) {
        double sum = 0;
        double weight = 0.6;
        double length = wave;
        int octaves = jagged ? 5 : 2;
        for (int i = 0; i < octaves; i++) {
            double t = x / length + phase[i];
            sum += weight * (jagged ? peak(t) : Math.sin(t * Math.PI * 2));
            weight *= jagged ? 0.46 : 0.4;
            length *= jagged ? 0.47 : 0.43;
        }
        return base - swing * sum;
    }

    /** -1..1, straight slopes between heights that differ from peak to peak. */
    private static double peak(double t) {
        double cell = Math.floor(t);
        double part = t - cell;
        double from = height(cell);
        double to = height(cell + 1);
        return from + (to - from) * part;
    }

    private static double height(double cell) {
        double sign = Math.floorMod((long) cell, 2L) == 0 ? 1 : -1;
        return sign * (0.45 + 0.55 * new Dice(((long) cell) * 7919).unit());
    }

    /** The land under the outline, down to {@code bottom}. */
    Path2D land(double width, double bottom) {
        var path = new Path2D.Double();
        path.moveTo(-2, bottom);
        double step = Math.max(2, wave / (jagged ? 80 : 24));
        for (double x = -2; x < width + step; x += step) {
            path.lineTo(x, at(x));
        }
        path.lineTo(width + step, bottom);
        path.closePath();
        return path;
    }
}
