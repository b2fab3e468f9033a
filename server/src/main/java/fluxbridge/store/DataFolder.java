package fluxbridge.store;

import fluxbridge.config.BadSettingsException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder named by {@code BRIDGE_DATA_DIR}: open to its owner only when the bridge makes it. */
final class DataFolder {

    private DataFolder() {}

    /**
     * Makes the folder when it is not there.
     *
     * @throws BadSettingsException when it cannot be made or written to
     */
    static Path ready(Path dataDir) {
        try {
            if (!Files.isDirectory(dataDir)) {
                Files.createDirectories(dataDir, ownerOnly(dataDir, "rwx------"));
            }
        } catch (IOException e) {
            throw unusable(dataDir, reason(e), e);
        }
        if (!Files.isWritable(dataDir)) {
            throw unusable(dataDir, "it is not writable", new AccessDeniedException(dataDir.toString()));
        }
        return dataDir;
    }

    static BadSettingsException unusable(Path path, String why, Exception cause) {
        return new BadSettingsException(
                "BRIDGE_DATA_DIR: " + path + " cannot be used: " + why
                        + "; give the bridge a folder of its own that it may write to",
                cause);
    }

    static String reason(IOException e) {
        return switch (e) {
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException it when it.getReason() != null -> String.valueOf(it.getReason());
            case FileSystemException it -> it.getFile() + " is in the way";
            default -> String.valueOf(e.getMessage());
        };
    }

    /** Empty where the file system knows no POSIX permissions. */
    static FileAttribute<?>[] ownerOnly(Path path, String permissions) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
