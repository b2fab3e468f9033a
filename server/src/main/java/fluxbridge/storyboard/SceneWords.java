package fluxbridge.storyboard;

import fluxbridge.storyboard.Scene.Season;
import fluxbridge.storyboard.Scene.Setting;
import fluxbridge.storyboard.Scene.Time;
import fluxbridge.storyboard.Scene.Weather;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Reads a scene out of a prompt: whole words, first mention wins, the seed decides what the prompt leaves open. */
final class SceneWords {

    private static final Pattern NO_LETTERS = Pattern.compile("[^\\p{L}\\p{N}]+");

    private static final Map<String, Setting> SETTINGS = table(Map.ofEntries(
            Map.entry(
                    Setting.FOREST,
                    "forest woods woodland wood trees tree jungle grove glade pines pine birch thicket"),
            Map.entry(
                    Setting.SEA,
                    "sea ocean beach shore coast coastline waves wave island cliff cliffs lake lagoon bay seaside surf river"),
            Map.entry(
                    Setting.HARBOUR,
                    "harbour harbor pier docks dock port quay ship ships boat boats lighthouse marina jetty"),
            Map.entry(
                    Setting.MOUNTAINS,
                    "mountain mountains peak peaks summit alps valley ridge highlands canyon hike hiking"),
            Map.entry(
                    Setting.CITY,
                    "city street streets town downtown skyline alley avenue urban skyscraper skyscrapers cyberpunk neon sidewalk crosswalk bridge station plaza square"),
            Map.entry(Setting.ROOFTOP, "rooftop rooftops roof roofs terrace balcony"),
            Map.entry(Setting.MARKET, "market bazaar stall stalls fair festival marketplace"),
            Map.entry(Setting.VILLAGE, "village hamlet cottage farm farmhouse barn countryside windmill"),
            Map.entry(Setting.CASTLE, "castle palace fortress tower towers ruins keep citadel kingdom throne knight"),
            Map.entry(Setting.DESERT, "desert dunes dune sand oasis sahara wasteland savanna"),
            Map.entry(Setting.SNOWFIELD, "tundra glacier arctic snowfield ice"),
            Map.entry(
                    Setting.GARDEN,
                    "garden gardens park orchard greenhouse flowers flower roses blossom blossoms courtyard bench"),
            Map.entry(Setting.CAVE, "cave cavern grotto mine dungeon tunnel underground crypt"),
            Map.entry(Setting.SPACE, "space planet planets moonbase galaxy nebula asteroid mars lunar cosmos cosmic"),
            Map.entry(Setting.MEADOW, "meadow field fields hill hills prairie grass plain plains picnic"),
            Map.entry(
                    Setting.ROOM,
                    "room bedroom window kitchen sofa couch house home apartment fireplace indoors inside office study desk studio hall bed interior parlour parlor attic workshop classroom"),
            Map.entry(Setting.LIBRARY, "library bookshelf bookshelves bookshop bookstore archive shelves"),
            Map.entry(Setting.TAVERN, "tavern inn pub bar cafe café restaurant diner saloon coffeehouse bakery"),
            Map.entry(Setting.STARSHIP, "starship spaceship spacecraft cockpit airlock spacestation")));

    private static final Map<String, Time> TIMES = table(
            Map.of(
                    Time.DAWN, "dawn sunrise morning daybreak early",
                    Time.DAY, "day noon midday afternoon sunny daylight sunlight sunlit bright",
                    Time.DUSK, "dusk sunset evening twilight golden gloaming",
                    Time.NIGHT,
                            "night midnight moon moonlight moonlit stars starry starlight nighttime nightfall neon lantern lanterns candlelight candlelit"));

    private static final Map<String, Weather> WEATHERS = table(Map.of(
            Weather.RAIN, "rain rainy raining drizzle wet downpour umbrella puddles",
            Weather.SNOW, "snow snowy snowing snowfall blizzard snowflakes",
            Weather.FOG, "fog foggy mist misty haze hazy",
            Weather.STORM, "storm stormy thunder lightning thunderstorm tempest",
            Weather.CLEAR, "clear cloudless sunny sunlit"));

    private static final Map<String, Season> SEASONS = table(Map.of(
            Season.SPRING, "spring blossom blossoms cherry",
            Season.SUMMER, "summer",
            Season.AUTUMN, "autumn fall october harvest pumpkins",
            Season.WINTER, "winter snow snowy snowing snowfall blizzard frost frozen icy christmas"));

    private static final Set<String> READING =
            Set.of("read", "reads", "reading", "book", "books", "letter", "novel", "map", "scroll");

    private SceneWords() {}

    static Scene read(String prompt, Dice dice) {
        List<String> words = words(prompt);
        var openTime = List.of(Time.DAWN, Time.DAY, Time.DUSK).get(dice.whole(3));
        var openSeason = List.of(Season.SPRING, Season.SUMMER, Season.AUTUMN).get(dice.whole(3));
        Optional<Setting> inside = first(words, SETTINGS, Setting::indoors);
        Optional<Setting> outside = first(words, SETTINGS, setting -> !setting.indoors());
        Weather weather = first(words, WEATHERS, _ -> true).orElse(Weather.CLEAR);
        Time time = first(words, TIMES, _ -> true).orElse(openTime);
        Season season = first(words, SEASONS, _ -> true).orElse(openSeason);
        Setting setting = inside.or(() -> outside).orElse(weather == Weather.SNOW ? Setting.SNOWFIELD : Setting.MEADOW);
        if (words.contains("space") && words.contains("station")) {
            setting = Setting.STARSHIP;
        }
        return new Scene(setting, view(setting, outside, dice), time, weather, season);
    }

    private static Setting view(Setting setting, Optional<Setting> named, Dice dice) {
        var usual = List.of(Setting.VILLAGE, Setting.MEADOW, Setting.CITY, Setting.MOUNTAINS, Setting.FOREST);
        Setting any = usual.get(dice.whole(usual.size()));
        return switch (setting) {
            case STARSHIP -> Setting.SPACE;
            case TAVERN -> named.orElse(Setting.CITY);
            case ROOM, LIBRARY -> named.orElse(any);
            default -> setting;
        };
    }

    /** The word at which the prompt speaks of reading, -1 for none. */
    static int readingAt(List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            if (READING.contains(words.get(i))) {
                return i;
            }
        }
        return -1;
    }

    /** The words of a text in lower case, without punctuation. */
    static List<String> words(String text) {
        return NO_LETTERS
                .splitAsStream(text.toLowerCase(Locale.ROOT))
                .filter(word -> !word.isEmpty())
                .limit(2_000)
                .toList();
    }

    private static <T> Optional<T> first(List<String> words, Map<String, T> table, Predicate<T> fits) {
        for (String word : words) {
            T found = table.get(word);
            if (found != null && fits.test(found)) {
                return Optional.of(found);
            }
        }
        return Optional.empty();
    }

    private static <T> Map<String, T> table(Map<T, String> words) {
        var table = new HashMap<String, T>();
        words.forEach((meaning, list) -> NO_LETTERS.splitAsStream(list).forEach(word -> table.put(word, meaning)));
        return Map.copyOf(table);
    }
}
