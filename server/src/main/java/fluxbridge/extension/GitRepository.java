package fluxbridge.extension;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.jspecify.annotations.Nullable;

/**
 * A repository in memory, a commit for each version, to be read over git's smart HTTP protocol. Equal files and version make the same commit
 * in every bridge: its time is fixed.
 */
final class GitRepository {

    private static final String BRANCH = Constants.R_HEADS + "main";
    private static final Instant TIME = Instant.parse("2026-01-01T00:00:00Z");

    private final InMemoryRepository repository;

    private GitRepository(InMemoryRepository repository) {
        this.repository = repository;
    }

    /** @param releases oldest first, at least one */
    static GitRepository of(List<Release> releases) throws IOException {
        var repository = new InMemoryRepository(new DfsRepositoryDescription("extension"));
        try (var inserter = repository.newObjectInserter()) {
            @Nullable ObjectId newest = null;
            for (var release : releases) {
                newest = commit(inserter, tree(inserter, release.files()), newest, release.version());
            }
            inserter.flush();
            point(repository, BRANCH, newest);
            point(repository, Constants.R_TAGS + "v" + releases.getLast().version(), newest);
            repository.updateRef(Constants.HEAD).link(BRANCH);
        }
        return new GitRepository(repository);
    }

    private static ObjectId tree(ObjectInserter inserter, Map<String, byte[]> files) throws IOException {
        var index = DirCache.newInCore();
        var builder = index.builder();
        for (var file : files.entrySet()) {
            var entry = new DirCacheEntry(file.getKey());
            entry.setFileMode(FileMode.REGULAR_FILE);
            entry.setObjectId(inserter.insert(Constants.OBJ_BLOB, file.getValue()));
            builder.add(entry);
        }
        builder.finish();
        return index.writeTree(inserter);
    }

    private static ObjectId commit(ObjectInserter inserter, ObjectId tree, @Nullable ObjectId parent, String version)
            throws IOException {
        var commit = new CommitBuilder();
        commit.setTreeId(tree);
        if (parent != null) {
            commit.setParentId(parent);
        }
        var who = new PersonIdent("Flux LoRA Bridge", "bridge@localhost", TIME, ZoneOffset.UTC);
        commit.setAuthor(who);
        commit.setCommitter(who);
        commit.setMessage("Flux LoRA Bridge " + version + "\n");
        return inserter.insert(commit);
    }

    private static void point(InMemoryRepository repository, String name, @Nullable ObjectId at) throws IOException {
        var update = repository.updateRef(name);
        update.setNewObjectId(at);
        var result = update.forceUpdate();
        if (result != RefUpdate.Result.NEW && result != RefUpdate.Result.NO_CHANGE) {
            throw new IOException(name + " could not be set: " + result);
        }
    }

    /** What {@code info/refs?service=git-upload-pack} answers. */
    void advertise(OutputStream out) throws IOException {
        var lines = new PacketLineOut(out);
        lines.writeString("# service=git-upload-pack\n");
        lines.end();
        var pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        pack.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(lines));
    }

    /** What {@code git-upload-pack} answers to a request. */
    void upload(InputStream in, OutputStream out) throws IOException {
        var pack = new UploadPack(repository);
        pack.setBiDirectionalPipe(false);
        pack.upload(in, out, null);
    }
}
