package io.github.titanembeddings.finetune.dataset.internal.publish;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.SkippedFile;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.io.IOException;
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
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Captions in text files beside the images: {@code a.txt} or {@code a.jpg.txt} of a.jpg, with an
 * extension in any case. Not thread-safe.
 */
final class CaptionFiles {
  private static final String EXTENSION = ".txt";

  /** The size limit of a caption file, in bytes: far more than a caption may have. */
  private static final long MOST_BYTES = 64 * 1024;

  private static final Pattern LINE_BREAKS = Pattern.compile("\\R+");

  /** The caption files, by their paths with the extension in lower case. */
  private final Map<Path, Path> files = new HashMap<>();

  private final List<Path> ambiguous = new ArrayList<>();

  static boolean isOne(Path file) {
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

  /** The caption of an image; null if there is no text file. */
  @Nullable String caption(Path picture) throws IOException {
    Path file = find(picture);
    return file == null ? null : read(file);
  }

  private @Nullable Path find(Path picture) {
    String name = String.valueOf(picture.getFileName());
    Path file = files.get(picture.resolveSibling(stem(name) + EXTENSION));
    return file == null ? files.get(picture.resolveSibling(name + EXTENSION)) : file;
  }

  private static String stem(String name) {
    return name.replaceFirst("\\.[^.]*$", "");
  }

  /** Returns the caption files that belong to none of these images. */
  List<SkippedFile> orphans(List<Path> pictures) {
    Set<Path> used = new HashSet<>();
    for (Path picture : pictures) {
      Path file = find(picture);
      if (file != null) {
        used.add(file);
      }
    }
    return Stream.concat(ambiguous.stream(), files.values().stream())
        .filter(file -> !used.contains(file))
        .map(
            file ->
                SkippedFile.of(
                    file,
                    ViolationCodes.CAPTION_ORPHAN,
                    "a caption file that no image uses",
                    "name it like its image, as a.txt or a.jpg.txt of a.jpg, or remove it"))
        .toList();
  }

  private static String read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw refused(
          file, ViolationCodes.CAPTION_TOO_LONG, "more than 65,536 bytes", "shorten the caption");
    }
    try {
      String text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
              .toString();
      String withoutMark = text.startsWith("\uFEFF") ? text.substring(1) : text;
      return LINE_BREAKS.matcher(withoutMark.strip()).replaceAll(" ");
    } catch (CharacterCodingException e) {
      throw refused(
          file, ViolationCodes.CAPTION_NOT_UTF8, "bytes that are not UTF-8", "save it as UTF-8");
    }
  }

  private static InvalidRequestException refused(
      Path file, String code, String found, String remedy) {
    return new InvalidRequestException(
        Violation.error(file.toString(), code).actual(found).remedy(remedy).build());
  }
}
