package fluxbridge.extension;

import static org.assertj.core.api.Assertions.assertThat;

import fluxbridge.BridgeUnderTest;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipInputStream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/** The extension as a git client and a browser get it from the bridge. */
final class ExtensionTest {

    @TempDir
    Path home;

    @Test
    void a_git_client_gets_the_files_with_the_manifest_at_the_root() throws Exception {
        try (var bridge = BridgeUnderTest.start(home);
                var repository = new InMemoryRepository(new DfsRepositoryDescription("clone"))) {
            new Git(repository)
                    .fetch()
                    .setRemote("http://127.0.0.1:" + bridge.port() + "/extension.git")
                    .setRefSpecs("+refs/*:refs/*")
                    .setDepth(1)
                    .call();

            var files = files(repository, "refs/heads/main");
            assertThat(files).containsKeys("manifest.json", "index.js", "style.css", "settings.html");
            assertThat(files.keySet()).noneMatch(name -> name.startsWith("test/") || name.startsWith("package"));
            assertThat(files).isEqualTo(zipped(bridge.get("/extension.zip").body()));
            assertThat(repository.exactRef("refs/tags/vdev").getObjectId())
                    .isEqualTo(repository.exactRef("refs/heads/main").getObjectId());
        }
    }

    private Extension extension(String version) throws IOException {
        return new Extension(version, Files.createTempDirectory(home, "data"), LoggerFactory.getLogger("test"));
    }

    @Test
    void every_bridge_of_a_version_has_the_same_commit() throws IOException {
        assertThat(extension("1.2.3").refs()).isEqualTo(extension("1.2.3").refs());
        assertThat(extension("1.2.3").refs()).isNotEqualTo(extension("1.2.4").refs());
        assertThat(extension("1.2.3").zip()).isEqualTo(extension("1.2.3").zip());
    }

    @Test
    void a_new_version_follows_the_old_one_so_that_it_can_be_pulled() throws Exception {
        var log = LoggerFactory.getLogger("test");
        var old = new Extension("1.2.3", home, log).refs();
        assertThat(new Extension("1.2.3", home, log).refs()).isEqualTo(old);
        var releases = new ReleaseFolder(home.resolve("extension"));
        var newest = ExtensionFiles.read("1.3.0");

        var all = releases.endingWith(newest);

        assertThat(all).extracting(Release::version).containsExactly("1.2.3", "1.3.0");
        assertThat(new Extension("1.3.0", home, log).refs()).isNotEqualTo(old);
        assertThat(releases.endingWith(newest)).hasSize(2);
    }

    @Test
    void a_data_folder_that_cannot_be_written_is_done_without() throws IOException {
        var file = Files.writeString(home.resolve("file"), "no folder");

        assertThat(new Extension("1.2.3", file, LoggerFactory.getLogger("test")).refs())
                .isEqualTo(extension("1.2.3").refs());
    }

    @Test
    void the_manifest_has_the_version_of_the_bridge() throws IOException {
        var manifest = zipped(extension("1.2.3").zip()).get("manifest.json");

        assertThat(JsonMapper.shared().readTree(manifest).path("version").asString())
                .isEqualTo("1.2.3");
    }

    @Test
    void what_is_not_git_s_smart_protocol_is_told_so() throws IOException {
        try (var bridge = BridgeUnderTest.start(home)) {
            assertThat(bridge.get("/extension.git").text()).contains("Install extension");
            assertThat(bridge.get("/extension.git/info/refs").status()).isEqualTo(422);
            assertThat(bridge.get("/extension.git/info/refs?service=git-receive-pack")
                            .status())
                    .isEqualTo(422);
            assertThat(bridge.post("/extension.git/git-upload-pack", "nonsense").status())
                    .isNotEqualTo(200);
            var bomb = new ByteArrayOutputStream();
            try (var out = new GZIPOutputStream(bomb)) {
                out.write(new byte[8 << 20]);
            }
            assertThat(bridge.send(
                                    "POST",
                                    "/extension.git/git-upload-pack",
                                    bomb.toByteArray(),
                                    "Content-Encoding",
                                    "gzip")
                            .status())
                    .isEqualTo(413);
            assertThat(bridge.get("/healthz").status()).isEqualTo(200);
        }
    }

    private static TreeMap<String, String> files(InMemoryRepository repository, String ref) throws IOException {
        var files = new TreeMap<String, String>();
        try (var walk = new RevWalk(repository);
                var tree = new TreeWalk(repository)) {
            var commit = walk.parseCommit(repository.exactRef(ref).getObjectId());
            assertThat(commit.getParentCount()).isZero();
            tree.addTree(commit.getTree());
            tree.setRecursive(true);
            while (tree.next()) {
                files.put(
                        tree.getPathString(),
                        new String(repository.open(tree.getObjectId(0)).getBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }

    private static TreeMap<String, String> zipped(byte[] zip) throws IOException {
        var files = new TreeMap<String, String>();
        try (var in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                assertThat(entry.getName()).startsWith(Extension.FOLDER + "/");
                files.put(
                        entry.getName().substring(Extension.FOLDER.length() + 1),
                        new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
