package io.github.titanembeddings.internal.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/**
 * Files of a folder that are replaced together or not at all: they are written to a temporary
 * folder in it, and renamed once all are complete. Not thread-safe.
 *
 * <p>A failed rename restores the previous files. If the process is killed between the renames, no
 * old file is left beside a new one, and the next set in the folder completes the renames before it
 * does anything else.
 */
public final class FileSet implements AutoCloseable {
  /** Marks that all files are complete. */
  private static final String COMPLETE = "complete";

  private static final String OLD = "old-";

  private final Path folder;
  private final List<String> names;
  private final LockedFolder stage;
  private boolean keepStage;

  private FileSet(Path folder, List<String> names, LockedFolder stage) {
    this.folder = folder;
    this.names = names;
    this.stage = stage;
  }

  /**
   * Starts a set in a folder, and recovers those that killed processes left behind.
   *
   * @param names all file names that such a set may have; the last is the last to appear
   */
  public static FileSet in(Path folder, List<String> names) throws IOException {
    LockedFolder stage = LockedFolder.create(folder.toAbsolutePath(), "set");
    FileSet set = new FileSet(folder.toAbsolutePath(), List.copyOf(names), stage);
    List<LockedFolder> abandoned = List.of();
    try {
      abandoned = stage.abandoned();
      for (LockedFolder each : abandoned) {
        set.recover(each);
      }
      return set;
    } catch (IOException | RuntimeException e) {
      for (LockedFolder each : abandoned) {
        each.close(); // one that was not reached is left to the next set
      }
      set.close();
      throw e;
    }
  }

  private void recover(LockedFolder abandoned) throws IOException {
    try (abandoned) {
      if (exists(abandoned.path().resolve(COMPLETE))) {
        for (String name : names) {
          Path file = abandoned.path().resolve(name);
          if (exists(file)) {
            Files.move(file, folder.resolve(name), StandardCopyOption.REPLACE_EXISTING);
          }
        }
      }
      abandoned.delete(ownNames());
    } catch (DirectoryNotEmptyException e) {
      // it contains other files: leave it alone
    }
  }

  private List<String> ownNames() {
    List<String> all = new ArrayList<>(names);
    names.forEach(name -> all.add(OLD + name));
    all.add(COMPLETE);
    return all;
  }

  /** Returns the path to write a file to before {@link #publish()}. */
  public Path file(String name) {
    return stage.path().resolve(name);
  }

  /**
   * Moves the written files into place. An existing symbolic link is replaced, not followed.
   *
   * @throws IOException if a file cannot be replaced; then none is
   */
  public void publish() throws IOException {
    List<String> written = names.stream().filter(name -> exists(file(name))).toList();
    for (String name : written) {
      if (Files.isDirectory(folder.resolve(name), LinkOption.NOFOLLOW_LINKS)) {
        throw new FileSystemException(
            folder.resolve(name).toString(), null, "a folder has the name of this file; remove it");
      }
      sync(file(name));
    }
    Files.createFile(file(COMPLETE));
    Deque<Path[]> renames = new ArrayDeque<>();
    try {
      List<String> lastFirst = new ArrayList<>(written);
      Collections.reverse(lastFirst);
      for (String name : lastFirst) {
        if (exists(folder.resolve(name))) {
          rename(folder.resolve(name), file(OLD + name), renames);
        }
      }
      for (String name : written) {
        rename(file(name), folder.resolve(name), renames);
      }
    } catch (IOException | RuntimeException e) {
      undo(renames, e);
      throw e;
    }
  }

  private static void sync(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private static void rename(Path from, Path to, Deque<Path[]> renames) throws IOException {
    Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
    renames.push(new Path[] {from, to});
  }

  private void undo(Deque<Path[]> renames, Exception reason) {
    try {
      for (Path[] rename : renames) {
        Files.move(rename[1], rename[0], StandardCopyOption.ATOMIC_MOVE);
      }
      Files.delete(file(COMPLETE));
    } catch (IOException e) {
      keepStage = true;
      reason.addSuppressed(
          new IOException("some of the files are in " + stage.path() + " for the next run", e));
    }
  }

  private static boolean exists(Path file) {
    return Files.exists(file, LinkOption.NOFOLLOW_LINKS);
  }

  @Override
  public void close() throws IOException {
    if (keepStage) {
      stage.close();
    } else {
      stage.delete(ownNames());
    }
  }
}
