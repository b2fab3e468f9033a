package fluxbridge.extension;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Collections;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The files of one version of the extension, by path, in the paths' order. */
record Release(String version, SequencedMap<String, byte[]> files) {

    private static final LocalDateTime TIME = LocalDateTime.of(2026, 1, 1, 0, 0);

    Release {
        files = Collections.unmodifiableSequencedMap(new TreeMap<>(files));
    }

    /** Equal files make equal bytes. */
    void zip(String folder, OutputStream out) throws IOException {
        try (var zip = new ZipOutputStream(out)) {
            for (var file : files.entrySet()) {
                var entry = new ZipEntry(folder + file.getKey());
                entry.setTimeLocal(TIME);
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
    }

    /** Reads what {@link #zip} wrote with no folder. */
    static Release unzip(String version, InputStream in) throws IOException {
        var files = new TreeMap<String, byte[]>();
        try (var zip = new ZipInputStream(in)) {
            for (var entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(entry.getName(), zip.readAllBytes());
            }
        }
        return new Release(version, files);
    }

    boolean hasFilesOf(Release other) {
        return files.keySet().equals(other.files.keySet())
                && files.entrySet().stream()
                        .allMatch(file -> Arrays.equals(file.getValue(), other.files.get(file.getKey())));
    }
}
