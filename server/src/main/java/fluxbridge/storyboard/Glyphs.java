package fluxbridge.storyboard;

import java.awt.geom.Arc2D;
import java.awt.geom.Path2D;
import java.util.HashMap;
import java.util.Map;
import java.util.StringTokenizer;
import org.jspecify.annotations.Nullable;

/**
 * The letters of the storyboard, each a few pen strokes on a grid: baseline 0, x-height 10, capitals 14, ascenders 15, descenders -4.5.
 *
 * <p>An entry of the table is {@code character width strokes}. Strokes: {@code M x y} sets the pen down, {@code L x y …} draws lines,
 * {@code Q} and {@code C} curves, {@code E cx cy rx ry start extent} an arc (degrees, counter-clockwise), {@code e} an arc joined to the
 * stroke before, {@code D x y} a dot.
 */
final class Glyphs {

    /** One letter: its advance without the gap, and its strokes with y pointing down. */
    record Glyph(double width, Path2D strokes) {}

    private static final String TABLE = """
            a 8.6 E 4.3 5 4.3 5 0 360 M 8.6 10 L 8.6 0
            b 8.6 M 0 15 L 0 0 E 4.3 5 4.3 5 0 360
            c 7.4 E 4.4 5 4.4 5 48 264
            d 8.6 E 4.3 5 4.3 5 0 360 M 8.6 15 L 8.6 0
            e 8.8 M 0.1 5.2 L 8.7 5.2 e 4.4 5 4.4 5 2 316
            f 5.2 E 4.7 11.8 2.8 3.2 75 105 L 1.9 0 M 0 10 L 5 10
            g 8.6 E 4.3 5 4.3 5 0 360 M 8.6 10 L 8.6 -1 e 4.4 -1 4.2 3.6 0 -150
            h 8 M 0 15 L 0 0 E 4 5.9 4 4.1 180 -180 L 8 0
            i 0.6 M .3 10 L .3 0 D .3 13.8
            j 2.4 M 2.2 10 L 2.2 -1.5 e 0 -1.5 2.2 3 0 -80 D 2.2 13.8
            k 7.4 M 0 15 L 0 0 M 7 10 L 0 3.6 M 2.6 6 L 7.4 0
            l 2.4 M .3 15 L .3 2 e 2.3 2 2 2 180 80
            m 13 M 0 10 L 0 0 E 3.25 6.4 3.25 3.6 180 -180 L 6.5 0 M 6.5 6.4 E 9.75 6.4 3.25 3.6 180 -180 L 13 0
            n 8 M 0 10 L 0 0 E 4 5.9 4 4.1 180 -180 L 8 0
            o 9 E 4.5 5 4.5 5 0 360
            p 8.6 M 0 10 L 0 -4.5 E 4.3 5 4.3 5 0 360
            q 8.6 E 4.3 5 4.3 5 0 360 M 8.6 10 L 8.6 -4.5
            r 5 M 0 10 L 0 0 E 4 5.6 4 4.4 180 -105
            s 7 M 6.8 8.2 C 6.2 9.6 5 10 3.6 10 C 1.6 10 .3 9 .3 7.5 C .3 5.9 1.8 5.5 3.6 5.1 C 5.6 4.7 7 4.2 7 2.5 C 7 .9 5.5 0 3.6 0 C 1.8 0 .5 .7 0 2
            t 5 M 2 14 L 2 3 e 5 3 3 3 180 85 M 0 10 L 5 10
            u 8 M 0 10 L 0 4.1 e 4 4.1 4 4.1 180 180 M 8 10 L 8 0
            v 8 M 0 10 L 4 0 L 8 10
            w 12 M 0 10 L 3.2 0 L 6 9 L 8.8 0 L 12 10
            x 7.4 M 0 10 L 7.4 0 M 7.4 10 L 0 0
            y 8 M 0 10 L 4.1 .4 M 8 10 L 3.6 -1.6 Q 2.5 -4.2 0 -4.3
            z 7.4 M .2 10 L 7.2 10 L 0 0 L 7.4 0
            A 11 M 0 0 L 5.5 14 L 11 0 M 2 5 L 9 5
            B 8.8 M 0 0 L 0 14 L 4.4 14 e 4.4 10.7 3.6 3.3 90 -180 L 0 7.4 M 4.4 7.4 e 4.8 3.7 4 3.7 90 -180 L 0 0
            C 11 E 6.5 7 6.5 7 46 268
            D 10.4 M 0 0 L 0 14 L 3.8 14 e 3.8 7 6.6 7 90 -180 L 0 0
            E 7.8 M 7.6 14 L 0 14 L 0 0 L 7.8 0 M 0 7.3 L 6.8 7.3
            F 7.4 M 7.4 14 L 0 14 L 0 0 M 0 7.2 L 6.4 7.2
            G 12.4 E 6.3 7 6.3 7 48 312 L 7.2 7
            H 9.6 M 0 0 L 0 14 M 9.6 0 L 9.6 14 M 0 7.2 L 9.6 7.2
            I .6 M .3 0 L .3 14
            J 6 M 6 14 L 6 3.6 e 3 3.6 3 3.6 0 -160
            K 9 M 0 0 L 0 14 M 8.6 14 L 0 5.4 M 3 8.2 L 9 0
            L 7 M 0 14 L 0 0 L 7 0
            M 12 M 0 0 L 0 14 L 6 4 L 12 14 L 12 0
            N 10 M 0 0 L 0 14 L 10 0 L 10 14
            O 13 E 6.5 7 6.5 7 0 360
            P 8.4 M 0 0 L 0 14 L 4.4 14 e 4.4 10.1 4 3.9 90 -180 L 0 6.2
            Q 13 E 6.5 7 6.5 7 0 360 M 8.4 3.4 L 13 -.8
            R 8.8 M 0 0 L 0 14 L 4.4 14 e 4.4 10.1 4 3.9 90 -180 L 0 6.2 M 4.4 6.2 L 8.8 0
            S 8.6 M 8.2 11.6 C 7.5 13.2 6 14 4.4 14 C 2 14 .4 12.7 .4 10.6 C .4 8.4 2.2 7.8 4.4 7.2 C 6.8 6.6 8.6 5.9 8.6 3.6 C 8.6 1.4 6.8 0 4.4 0 C 2.2 0 .6 1 0 2.8
            T 10 M 0 14 L 10 14 M 5 14 L 5 0
            U 9.6 M 0 14 L 0 4.8 e 4.8 4.8 4.8 4.8 180 180 L 9.6 14
            V 10.4 M 0 14 L 5.2 0 L 10.4 14
            W 15 M 0 14 L 3.8 0 L 7.5 13 L 11.2 0 L 15 14
            X 9.4 M 0 0 L 9.2 14 M .2 14 L 9.4 0
            Y 10 M 0 14 L 5 6.8 L 10 14 M 5 6.8 L 5 0
            Z 9 M .4 14 L 8.8 14 L 0 0 L 9 0
            0 8.6 E 4.3 7 4.3 7 0 360
            1 4 M 0 11.4 L 3.6 14 L 3.6 0
            2 8.6 E 4.2 10 4 4 172 -215 L 0 0 L 8.6 0
            3 8.4 E 4.1 10.5 3.7 3.5 155 -245 e 4.1 3.5 4.3 3.5 90 -245
            4 8.8 M 6.6 0 L 6.6 14 L 0 4.2 L 8.8 4.2
            5 8.5 M 7.6 14 L 1.4 14 L .8 8 e 4.1 4.5 4.4 4.5 130 -285
            6 8.6 E 4.3 4.4 4.3 4.4 0 360 M 7 13.7 Q 1.2 11.4 0 4.6
            7 8.2 M 0 14 L 8.2 14 L 2.6 0
            8 8.6 E 4.3 10.6 3.5 3.4 0 360 E 4.3 3.6 4.3 3.6 0 360
            9 8.6 E 4.3 9.6 4.3 4.4 0 360 M 8.6 9.4 Q 7.6 2.6 1.8 .3
            . .6 D .3 .2
            , 1.4 M 1.2 .6 L .2 -2.8
            : .6 D .3 .4 D .3 8.4
            ; 1.4 M 1.2 .6 L .2 -2.8 D 1.1 8.4
            ! .6 M .3 14 L .3 4.2 D .3 .2
            ? 7 E 3.5 10.5 3.5 3.5 170 -215 Q 3.3 6.4 3.4 4.2 D 3.4 .2
            ' .6 M .3 14.4 L .3 11
            " 3.4 M .3 14.4 L .3 11 M 3.1 14.4 L 3.1 11
            ( 3 M 3 16 Q -1.6 6.2 3 -3.6
            ) 3 M 0 16 Q 4.6 6.2 0 -3.6
            [ 3 M 3 16 L 0 16 L 0 -3 L 3 -3
            ] 3 M 0 16 L 3 16 L 3 -3 L 0 -3
            { 3.6 M 3.6 16 Q 1.4 16 1.6 13 L 1.6 8.6 Q 1.6 6.5 0 6.5 Q 1.6 6.5 1.6 4.4 L 1.6 0 Q 1.4 -3 3.6 -3
            } 3.6 M 0 16 Q 2.2 16 2 13 L 2 8.6 Q 2 6.5 3.6 6.5 Q 2 6.5 2 4.4 L 2 0 Q 2.2 -3 0 -3
            - 4.6 M .2 5.6 L 4.4 5.6
            \u2013 7 M .2 5.6 L 6.8 5.6
            \u2014 11 M .2 5.6 L 10.8 5.6
            _ 8 M 0 -2 L 8 -2
            / 6 M 0 -2 L 6 15
            \\ 6 M 0 15 L 6 -2
            | .6 M .3 16 L .3 -3
            + 8 M 0 6 L 8 6 M 4 10 L 4 2
            = 8 M 0 8 L 8 8 M 0 4 L 8 4
            * 6 M 3 14 L 3 8 M .4 12.5 L 5.6 9.5 M .4 9.5 L 5.6 12.5
            < 7 M 7 11 L 0 6 L 7 1
            > 7 M 0 11 L 7 6 L 0 1
            & 10 M 10 0 L 2.6 9 Q 1 11.2 2.2 12.8 Q 4 14.8 6 13 Q 7.4 10.6 3.6 8 Q -.8 5.2 .4 2.4 Q 2 -.6 5.4 .2 Q 8.6 1.4 9.4 6
            @ 13 E 6.5 6 2.8 3.2 0 360 M 9.3 9 L 9.3 5 Q 9.6 2.8 11.2 3.2 Q 13 4.2 13 7 e 6.5 6.2 6.5 7.4 6 300
            # 9 M 2.6 14 L 1.4 0 M 7.6 14 L 6.4 0 M .4 9.6 L 9 9.6 M 0 4.4 L 8.6 4.4
            % 12 E 2.6 11 2.4 3 0 360 E 9.4 3 2.4 3 0 360 M 9.6 14 L 2.4 0
            $ 8.6 M 8.2 11.2 C 7.5 12.6 6 13.2 4.4 13.2 C 2 13.2 .4 12.2 .4 10.3 C .4 8.3 2.2 7.7 4.4 7.2 C 6.8 6.6 8.6 5.9 8.6 3.8 C 8.6 1.9 6.8 .8 4.4 .8 C 2.2 .8 .6 1.6 0 3.2 M 4.4 15.6 L 4.4 -1.6
            ^ 6 M 0 10 L 3 14 L 6 10
            ~ 8 M 0 5 Q 2 8.4 4 6 Q 6 3.6 8 7
            ` 2 M 0 14.6 L 2 12
            \u2026 7 D .4 .2 D 3.6 .2 D 6.8 .2
            \u00d7 7 M .4 9 L 6.6 2.6 M 6.6 9 L .4 2.6
            \u00b7 .8 D .4 5.8
            \u2022 2 D 1 5.8 D 1 6.2
            \u00b0 4 E 2 12 2 2 0 360
            \u00df 8 M 0 0 L 0 11 e 3.6 11 3.6 4 180 -180 Q 7.2 8.6 4.4 7.8 e 4 3.9 4 3.9 80 -170
            \u00f8 9 E 4.5 5 4.5 5 0 360 M 1 -.6 L 8 10.6
            \u00d8 13 E 6.5 7 6.5 7 0 360 M 2 -.6 L 11 14.6
            \u00e6 15 E 4 5 4 5 0 360 M 8 10 L 8 0 M 8 5.2 L 15.4 5.2 e 11.7 5 3.7 5 2 316
            \u0131 .6 M .3 10 L .3 0
            """;

    private static final Map<Integer, Glyph> GLYPHS = read();

    /** What is written with the letter of another. */
    private static final Map<Integer, Integer> ALIKE = Map.ofEntries(
            Map.entry(0x2018, (int) '\''),
            Map.entry(0x2019, (int) '\''),
            Map.entry(0x201a, (int) ','),
            Map.entry(0x201c, (int) '"'),
            Map.entry(0x201d, (int) '"'),
            Map.entry(0x201e, (int) '"'),
            Map.entry(0x2010, (int) '-'),
            Map.entry(0x2011, (int) '-'),
            Map.entry(0x2212, (int) '-'),
            Map.entry(0x00ab, (int) '"'),
            Map.entry(0x00bb, (int) '"'));

    private Glyphs() {}

    /** Null for a character that the table does not have. */
    static @Nullable Glyph find(int codePoint) {
        return GLYPHS.get(ALIKE.getOrDefault(codePoint, codePoint));
    }

    /** Null for a mark that the table does not have; drawn over a letter whose middle is 0 and whose top is 0. */
    static @Nullable Path2D mark(int combining) {
        String strokes = switch (combining) {
            case 0x300 -> "M -2 4.4 L 1 2";
            case 0x301 -> "M 2 4.4 L -1 2";
            case 0x302 -> "M -2.4 2 L 0 4.4 L 2.4 2";
            case 0x303 -> "M -3 2.4 Q -1.5 4.6 0 3.3 Q 1.5 2 3 4";
            case 0x304 -> "M -2.6 3 L 2.6 3";
            case 0x306 -> "M -2.4 4.2 Q 0 1 2.4 4.2";
            case 0x307 -> "D 0 3.4";
            case 0x308 -> "D -2.2 3.4 D 2.2 3.4";
            case 0x30a -> "E 0 3.8 1.7 1.7 0 360";
            case 0x30b -> "M 0 4.4 L -1.8 2 M 3.4 4.4 L 1.6 2";
            case 0x30c -> "M -2.4 4.4 L 0 2 L 2.4 4.4";
            default -> "";
        };
        return strokes.isEmpty() ? null : path(new StringTokenizer(strokes));
    }

    private static Map<Integer, Glyph> read() {
        var glyphs = new HashMap<Integer, Glyph>();
        TABLE.lines().forEach(line -> {
            var tokens = new StringTokenizer(line);
            int character = tokens.nextToken().codePointAt(0);
            double width = Double.parseDouble(tokens.nextToken());
            glyphs.put(character, new Glyph(width, path(tokens)));
        });
        return Map.copyOf(glyphs);
    }

    private static Path2D path(StringTokenizer tokens) {
        var path = new Path2D.Double();
        char command = 'M';
        while (tokens.hasMoreTokens()) {
            String token = tokens.nextToken();
            if (Character.isLetter(token.charAt(0))) {
                command = token.charAt(0);
                token = tokens.nextToken();
            }
            double x = Double.parseDouble(token);
            double y = -number(tokens);
            switch (command) {
                case 'M' -> path.moveTo(x, y);
                case 'L' -> path.lineTo(x, y);
                case 'Q' -> path.quadTo(x, y, number(tokens), -number(tokens));
                case 'C' -> path.curveTo(x, y, number(tokens), -number(tokens), number(tokens), -number(tokens));
                case 'D' -> {
                    path.moveTo(x, y);
                    path.lineTo(x + 0.05, y);
                }
                default -> path.append(arc(x, y, tokens), command == 'e');
            }
        }
        return path;
    }

    private static Arc2D arc(double x, double y, StringTokenizer tokens) {
        double rx = number(tokens);
        double ry = number(tokens);
        return new Arc2D.Double(x - rx, y - ry, rx * 2, ry * 2, number(tokens), number(tokens), Arc2D.OPEN);
    }

    private static double number(StringTokenizer tokens) {
        return Double.parseDouble(tokens.nextToken());
    }
}
