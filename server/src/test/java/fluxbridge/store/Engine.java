package fluxbridge.store;

/** Both databases that the same SQL must run on. */
enum Engine {
    SQLITE,
    POSTGRESQL
}
