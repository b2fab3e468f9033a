package fluxbridge.policy;

/** What words of a text speak of. One signal alone never refuses anything. */
enum Signal {
    /** A child or a youth, or somebody whose age is left open by a word for one. */
    MINOR,
    /** Nudity, sex, or the wish to arouse. */
    SEXUAL,
    /** The likeness of somebody who exists. */
    LIKENESS,
    /** Grown-up people; matters in a negative prompt, which asks for their absence. */
    ADULT,
    /** Clothes; matters in a negative prompt. */
    CLOTHED
}
