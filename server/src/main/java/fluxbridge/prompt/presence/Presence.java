package fluxbridge.prompt.presence;

import fluxbridge.prompt.presence.Anaphora.Named;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Tells which characters are in the picture that a text describes.
 *
 * <p>Each place where a name stands is judged by the words around it; the last judgement on a character that says more than a mention
 * decides. Then pronouns are bound to the visible people. Deterministic, linear in the text for texts of ordinary sentences, and safe for all threads.
 */
public final class Presence {

    private static final Pattern CAST_LIST = Pattern.compile(
            "(?im)(?:^|[\\n\\[({;|.]\\s*)(?:(present|on ?screen|on ?stage|in (?:the )?(?:scene|room|shot|frame|picture)|here|visible|characters?(?: present)?|cast|who is here)"
                    + "|(away|absent|off ?screen|off ?stage|not (?:present|here|in (?:the )?(?:scene|room|shot))|elsewhere|missing|gone|mentioned))\\s*[:=]\\s*([^\\n\\];|}.]*)");
    private static final Ruling LISTED = new Ruling(Standing.PRESENT, "listed as present", 0.95);
    private static final Ruling LISTED_AWAY = new Ruling(Standing.ABSENT, "listed as away", 0.95);
    private static final Ruling CAPTION = new Ruling(Standing.PRESENT, "subject of the picture", 0.8);

    private final Lexicon lexicon = Lexicon.read();
    private final RuleBook rules = RuleBook.read(lexicon);
    private final Homographs homographs = new Homographs(lexicon);
    private final Speech speech = new Speech(lexicon);

    /**
     * Judges a text.
     *
     * @param negative the negative prompt; a character named there is left out
     * @param visible ids, names or aliases of who may be in sight, most recent first; unknown ones are passed over
     */
    public Findings judge(Cast cast, String text, String negative, List<String> visible) {
        var inSight = inSight(cast, visible);
        var view = Markup.hide(Transcript.mark(text));
        var mentions = cast.mentions(view);
        if (mentions.isEmpty() && inSight.isEmpty()) {
            return Findings.NONE;
        }
        return new Reading(text, view, mentions, inSight, vetoed(cast, negative)).findings();
    }

    private static List<String> inSight(Cast cast, List<String> visible) {
        var ids = new LinkedHashSet<String>();
        visible.forEach(entry -> cast.find(entry).ifPresent(ids::add));
        return List.copyOf(ids);
    }

    private static Set<String> vetoed(Cast cast, String negative) {
        var vetoed = new HashSet<String>();
        if (!negative.isBlank()) {
            cast.mentions(Markup.hide(negative)).stream()
                    .filter(mention -> mention.ids().size() == 1)
                    .forEach(mention -> vetoed.addAll(mention.ids()));
        }
        return vetoed;
    }

    /** One text on its way to findings. */
    private final class Reading {

        private final String text;
        private final String view;
        private final List<String> visible;
        private final Set<String> vetoed;
        private final boolean tags;
        private final List<Decision> decisions = new ArrayList<>();
        private final Map<Integer, Named> named = new TreeMap<>();
        private final Map<String, String> nameOf = new HashMap<>();
        private final Set<Integer> owners = new HashSet<>();
        private final Map<Integer, Ruling> rulings = new HashMap<>();
        private final Passage passage;
        private final boolean unanswered;
        private final boolean narrated;

        Reading(String text, String view, List<Mention> mentions, List<String> visible, Set<String> vetoed) {
            this.text = text;
            this.view = view;
            this.visible = visible.stream().filter(id -> !vetoed.contains(id)).toList();
            this.vetoed = vetoed;
            unanswered = Speech.isUnanswered(view);
            tags = PromptStyle.of(view) == PromptStyle.TAGS;
            passage = new Passage(view, withoutOrdinaryWords(mentions), lexicon);
            narrated = passage.hasNarration();
        }

        private List<Mention> withoutOrdinaryWords(List<Mention> mentions) {
            var whole = new Passage(view, mentions, lexicon);
            var kept = new ArrayList<Mention>();
            for (var at = 0; at < whole.size(); at++) {
                if (!whole.at(at).isName()) {
                    continue;
                }
                var mention = mentions.get(whole.at(at).mention());
                if (homographs.isOrdinary(whole, at, tags)) {
                    decisions.add(decision(
                            mention, mention.ids(), new Ruling(Standing.MENTION, "ordinary word", 0.7), false));
                } else {
                    kept.add(mention);
                }
            }
            return kept;
        }

        Findings findings() {
            var lists = lists();
            var known = knownFromOthers();
            for (var at = 0; at < passage.size(); at++) {
                if (passage.at(at).isName()) {
                    judge(at, lists, known);
                }
            }
            decisions.addAll(new Resumption(passage, lexicon, rules, visible, vetoed, nameOf, named, owners).find());
            var bound = new Anaphora(passage, lexicon, rules, visible, nameOf, named).bind();
            decisions.addAll(bound);
            decisions.sort(Comparator.comparingInt(Decision::start));
            return new Findings(decisions, present(bound));
        }

        private void judge(int at, Map<Integer, Ruling> lists, Set<String> known) {
            var mention = passage.mentions.get(passage.at(at).mention());
            var meant = meant(mention.ids(), known);
            var group = Group.around(passage, lexicon, at);
            var ruling = lists.containsKey(mention.start()) ? lists.get(mention.start()) : ruling(group);
            if (meant.size() > 1) {
                decisions.add(decision(mention, meant, new Ruling(ruling.standing(), "shared name", 0.3), false));
                return;
            }
            var id = meant.getFirst();
            nameOf.putIfAbsent(id, mention.alias());
            var veto = vetoed.contains(id);
            decisions.add(decision(
                    mention,
                    meant,
                    veto ? new Ruling(Standing.ABSENT, "named in the negative prompt", 0.95) : ruling,
                    !veto && ruling.present()));
            if (!veto && isOwnerOfThing(group, ruling)) {
                owners.add(at);
            }
            var standing = veto ? Standing.ABSENT : ruling.standing();
            rulings.put(at, ruling);
            named.put(at, new Named(id, standing));
        }

        private Ruling ruling(Group group) {
            var quoted = passage.at(group.own()).quote() != 0 && narrated;
            if (quoted) {
                var addressed = speech.judge(passage, group, unanswered);
                if (addressed.isPresent()) {
                    return addressed.get();
                }
            }
            if (!quoted && isSubjectOfPicture(group)) {
                return CAPTION;
            }
            return rules.judge(passage, group, quoted)
                    .or(() -> Optional.ofNullable(rulings.get(Gapping.antecedent(passage, lexicon, group))))
                    .orElse(Ruling.DEFAULT);
        }

        /** {@code portrait of Mira, oil on canvas}: the picture that is asked for, not one within the scene. */
        private boolean isSubjectOfPicture(Group group) {
            var before = passage.word(group.first() - 1, group.own());
            var medium = passage.word(group.first() - 2, group.own());
            if (!(before.equals("of") || before.equals(":"))
                    || !lexicon.is("medium", medium)
                    || lexicon.isVerb(passage.word(group.last() + 1, group.own()))) {
                return false;
            }
            for (var at = group.first() - 3; passage.inSentence(at, group.own()); at--) {
                if (passage.at(at).isName()
                        || (lexicon.is("pron", passage.at(at).word())
                                && !passage.at(at).word().equals("me"))
                        || (lexicon.isVerb(passage.at(at).word()) && !tags)) {
                    return false;
                }
            }
            return !passage.word(group.last() + 1, group.own()).equals(Token.OWNER) || isOfBody(group);
        }

        /** {@code close-up of Mira's freckled face}. */
        private boolean isOfBody(Group group) {
            return lexicon.is("body", passage.word(group.last() + 2, group.own()))
                    || lexicon.is("body", passage.word(group.last() + 3, group.own()));
        }

        /** Names that stand behind {@code Present:} or {@code Away:}. */
        private Map<Integer, Ruling> lists() {
            var lists = new HashMap<Integer, Ruling>();
            var found = CAST_LIST.matcher(withBars());
            while (found.find()) {
                var ruling = found.group(1) != null ? LISTED : LISTED_AWAY;
                passage.mentions.stream()
                        .filter(mention -> mention.start() >= found.start(3) && mention.end() <= found.end(3))
                        .forEach(mention -> lists.put(mention.start(), ruling));
            }
            return lists;
        }

        /** The view with the bars that part one list from the next. */
        private String withBars() {
            if (text.indexOf('|') < 0) {
                return view;
            }
            var barred = new StringBuilder(view);
            for (var at = text.indexOf('|'); at >= 0; at = text.indexOf('|', at + 1)) {
                barred.setCharAt(at, '|');
            }
            return barred.toString();
        }

        /** Those whom the text also calls by a name that is theirs alone. */
        private Set<String> knownFromOthers() {
            var known = new HashSet<String>();
            passage.mentions.stream().filter(m -> m.ids().size() == 1).forEach(m -> known.addAll(m.ids()));
            return known;
        }

        private List<String> meant(List<String> ids, Set<String> known) {
            if (ids.size() == 1) {
                return ids;
            }
            var inText = ids.stream().filter(known::contains).toList();
            if (inText.size() == 1) {
                return inText;
            }
            var bearers = visible.stream().filter(ids::contains).toList();
            return bearers.isEmpty() ? ids : List.of(bearers.getFirst());
        }

        /** {@code Brandon's truck}, not {@code Brandon's letter}, which comes from elsewhere. */
        private boolean isOwnerOfThing(Group group, Ruling ruling) {
            if (!ruling.rule().equals("owner")
                    || !passage.word(group.last() + 1, group.own()).equals(Token.OWNER)) {
                return false;
            }
            for (var at = group.last() + 2; at < group.last() + 5; at++) {
                var word = passage.word(at, group.own());
                if (lexicon.is("missive", word) || lexicon.is("depiction", word) || lexicon.is("memory", word)) {
                    return false;
                }
            }
            return true;
        }

        private Decision decision(Mention mention, Collection<String> ids, Ruling ruling, boolean present) {
            return new Decision(
                    text.substring(mention.start(), mention.end()),
                    mention.start(),
                    mention.end(),
                    List.copyOf(ids),
                    present,
                    ruling.rule(),
                    ruling.confidence(),
                    false);
        }

        /** The last word on each, in order of first mention; those who are only bound to a pronoun come after. */
        private List<String> present(List<Decision> bound) {
            var last = new LinkedHashMap<String, Boolean>();
            named.forEach((_, name) -> {
                last.putIfAbsent(name.id(), false);
                if (name.standing() != Standing.MENTION) {
                    last.put(name.id(), name.standing() == Standing.PRESENT);
                }
            });
            bound.stream()
                    .filter(Decision::present)
                    .flatMap(decision -> decision.ids().stream())
                    .filter(id -> !vetoed.contains(id))
                    .forEach(id -> last.put(id, true));
            return last.entrySet().stream()
                    .filter(Map.Entry::getValue)
                    .map(Map.Entry::getKey)
                    .toList();
        }
    }
}
