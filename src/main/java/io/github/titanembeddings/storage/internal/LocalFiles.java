package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.files.AtomicFile;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.S3Uri;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** Describes and lists the files of a local store. */
public final class LocalFiles {
  private static final Duration PART_AGE = Duration.ofHours(1);
  private static final Pattern PART = Pattern.compile("\\.[0-9a-f-]{36}\\.[a-z-]+");

  private LocalFiles() {}

  private static BasicFileAttributes attributes(Path file) throws IOException {
    BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
    if (!attributes.isRegularFile()) {
      throw new NoSuchFileException(file.toString());
    }
    return attributes;
  }

  /** Returns a text that changes when the file changes. */
  public static String version(BasicFileAttributes attributes) {
    return attributes.size() + "@" + attributes.lastModifiedTime().toMillis();
  }

  public static ObjectInfo info(S3Uri uri, Path file) throws IOException {
    BasicFileAttributes attributes = attributes(file);
    return new ObjectInfo(uri, attributes.size(), version(attributes), Sha256.of(file));
  }

  /** Lists the files whose keys begin with a prefix, except links and unfinished parts. */
  public static List<ObjectInfo> list(String bucket, Path root, String prefix) throws IOException {
    List<ObjectInfo> objects = new ArrayList<>();
    find(root, prefix, file -> !AtomicFile.isUnfinished(file))
        .forEach(
            (key, attributes) -> {
              S3Uri uri = S3Uri.of("s3://" + bucket + "/" + key);
              objects.add(new ObjectInfo(uri, attributes.size(), version(attributes), null));
            });
    return objects;
  }

  /** Deletes the unfinished parts whose keys begin with a prefix; returns their number. */
  public static int deleteParts(Path root, String prefix) throws IOException {
    Set<String> found = find(root, prefix, LocalFiles::isPart).keySet();
    for (String key : found) {
      Files.deleteIfExists(root.resolve(key));
    }
    return found.size();
  }

  /** Returns the files, except links, by key; without those that are deleted or renamed now. */
  private static SortedMap<String, BasicFileAttributes> find(
      Path root, String prefix, Predicate<Path> filter) throws IOException {
    SortedMap<String, BasicFileAttributes> found = new TreeMap<>();
    if (Files.isDirectory(root)) {
      Files.walkFileTree(
          root,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              String key = key(root, file);
              if (attributes.isRegularFile() && filter.test(file) && key.startsWith(prefix)) {
                found.put(key, attributes);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
              if (e instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
              }
              throw e;
            }
          });
    }
    return found;
  }

  private static boolean isPart(Path file) {
    return PART.matcher(String.valueOf(file.getFileName())).matches();
  }

  /** Deletes unfinished parts older than an hour; ignores failures. */
  public static void deleteAbandonedParts(Path folder) {
    Instant oldest = Instant.now().minus(PART_AGE);
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, AtomicFile::isUnfinished)) {
      for (Path file : files) {
        BasicFileAttributes attributes =
            Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (isPart(file)
            && attributes.isRegularFile()
            && attributes.lastModifiedTime().toInstant().isBefore(oldest)) {
          Files.deleteIfExists(file);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // the parts only take space; the write itself reports problems of the folder
    }
  }

  private static String key(Path root, Path file) {
    String separator = root.getFileSystem().getSeparator();
    return root.relativize(file).toString().replace(separator, "/");
  }
}
