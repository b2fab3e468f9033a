package fluxbridge.prompt.presence;

/** What one mention says about its bearer. */
enum Standing {
    /** In the picture. */
    PRESENT,
    /** Not in the picture; takes back an earlier presence. */
    ABSENT,
    /** Spoken of only: says nothing either way. */
    MENTION
}
