/**
 * What must outlive the process: the database, its migrations, and the key file.
 *
 * <p>Start at {@link fluxbridge.store.Database}. The same SQL text runs on SQLite and on PostgreSQL; JDBI is known here and in
 * {@code *Store} classes of other packages only.
 */
@NullMarked
package fluxbridge.store;

import org.jspecify.annotations.NullMarked;
