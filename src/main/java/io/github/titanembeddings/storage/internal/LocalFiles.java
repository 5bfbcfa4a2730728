package io.github.titanembeddings.storage.internal;

import io.github.titanembeddings.internal.Sha256;
import io.github.titanembeddings.internal.files.AtomicFile;
import io.github.titanembeddings.storage.ObjectInfo;
import io.github.titanembeddings.storage.S3Uri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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
    for (Path file : find(root, prefix, file -> !AtomicFile.isUnfinished(file))) {
      BasicFileAttributes attributes = attributes(file);
      S3Uri uri = S3Uri.of("s3://" + bucket + "/" + key(root, file));
      objects.add(new ObjectInfo(uri, attributes.size(), version(attributes), null));
    }
    return objects;
  }

  /** Deletes the unfinished parts whose keys begin with a prefix; returns their number. */
  public static int deleteParts(Path root, String prefix) throws IOException {
    List<Path> found = find(root, prefix, LocalFiles::isPart);
    for (Path file : found) {
      Files.deleteIfExists(file);
    }
    return found.size();
  }

  /** Returns the files, except links, in the order of their keys; none without a folder. */
  private static List<Path> find(Path root, String prefix, Predicate<Path> filter)
      throws IOException {
    if (!Files.isDirectory(root)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(root)) {
      return files
          .filter(filter)
          .filter(file -> key(root, file).startsWith(prefix))
          .filter(file -> Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS))
          .sorted(Comparator.comparing(file -> key(root, file)))
          .toList();
    } catch (UncheckedIOException e) {
      throw Objects.requireNonNull(e.getCause());
    }
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
