package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The text files with captions beside the images: {@code a.txt} or {@code a.jpg.txt} of {@code
 * a.jpg}, with an extension in any case. Not thread-safe.
 */
final class CaptionFiles {
  private static final String EXTENSION = ".txt";

  /** Far more than the limit of a caption. */
  private static final long MAX_BYTES = 64 * 1024;

  private static final Pattern LINE_BREAKS = Pattern.compile("\\R+");

  /** The caption files by their paths with the extension in lower case. */
  private final Map<Path, Path> files = new HashMap<>();

  private final List<Path> ambiguous = new ArrayList<>();

  static boolean isCaptionFile(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(EXTENSION);
  }

  void add(Path file) {
    Path usual = file.resolveSibling(stem(String.valueOf(file.getFileName())) + EXTENSION);
    Path other = files.putIfAbsent(usual, file);
    if (other != null && file.equals(usual)) {
      files.put(usual, file);
      ambiguous.add(other);
    } else if (other != null) {
      ambiguous.add(file);
    }
  }

  /** Returns the caption of an image, or null without a text file. */
  @Nullable String caption(Path image) {
    Path file = find(image);
    try {
      return file == null ? null : read(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private @Nullable Path find(Path image) {
    String name = String.valueOf(image.getFileName());
    Path file = files.get(image.resolveSibling(stem(name) + EXTENSION));
    return file == null ? files.get(image.resolveSibling(name + EXTENSION)) : file;
  }

  private static String stem(String name) {
    return name.replaceFirst("\\.[^.]*$", "");
  }

  /** Returns the caption files that no image uses. */
  List<Path> orphans(List<Path> images) {
    Set<Path> orphans = new HashSet<>(files.values());
    images.forEach(image -> orphans.remove(find(image)));
    orphans.addAll(ambiguous);
    return List.copyOf(orphans);
  }

  private static String read(Path file) throws IOException {
    if (Files.size(file) > MAX_BYTES) {
      throw rejected(
          file, ViolationCodes.CAPTION_TOO_LONG, "more than 65,536 bytes", "shorten the caption");
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      String withoutByteOrderMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return LINE_BREAKS.matcher(withoutByteOrderMark.strip()).replaceAll(" ");
    } catch (CharacterCodingException e) {
      throw rejected(
          file, ViolationCodes.CAPTION_NOT_UTF8, "bytes that are not UTF-8", "save it as UTF-8");
    }
  }

  private static InvalidRequestException rejected(
      Path file, String code, String actual, String remedy) {
    return new InvalidRequestException(
        Violation.error(file.toString(), code).actual(actual).remedy(remedy).build());
  }
}
