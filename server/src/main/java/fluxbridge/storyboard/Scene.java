package fluxbridge.storyboard;

/**
 * Where and when the picture plays.
 *
 * @param outside what an indoor scene's window looks onto; the setting itself outdoors
 */
record Scene(Setting setting, Setting outside, Time time, Weather weather, Season season) {

    /** A kind of place. */
    enum Setting {
        MEADOW,
        FOREST,
        SEA,
        HARBOUR,
        MOUNTAINS,
        CITY,
        ROOFTOP,
        MARKET,
        VILLAGE,
        CASTLE,
        DESERT,
        SNOWFIELD,
        GARDEN,
        CAVE,
        SPACE,
        ROOM,
        LIBRARY,
        TAVERN,
        STARSHIP;

        boolean indoors() {
            return switch (this) {
                case ROOM, LIBRARY, TAVERN, STARSHIP -> true;
                default -> false;
            };
        }
    }

    /** Part of the day. */
    enum Time {
        DAWN,
        DAY,
        DUSK,
        NIGHT
    }

    /** What falls or hangs in the air. */
    enum Weather {
        CLEAR,
        RAIN,
        SNOW,
        FOG,
        STORM;

        boolean grey() {
            return this != CLEAR;
        }
    }

    /** Part of the year, seen in the colour of leaves. */
    enum Season {
        SPRING,
        SUMMER,
        AUTUMN,
        WINTER
    }
}
