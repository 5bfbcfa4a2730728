package io.github.titanembeddings.finetune.dataset;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.validation.Violation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Captions in text files beside the pictures: {@code a.txt} or {@code a.jpg.txt} of a.jpg. */
final class Sidecar {
  private static final String EXTENSION = ".txt";

  /** Far more than a caption may have. */
  private static final long MOST_BYTES = 64 * 1024;

  private static final Pattern LINE_BREAKS = Pattern.compile("\\R+");

  private Sidecar() {}

  static boolean is(Path file) {
    return file.toString().toLowerCase(Locale.ROOT).endsWith(EXTENSION);
  }

  /** The caption of a picture; null if there is no text file. */
  static @Nullable String caption(Path picture) throws IOException {
    String name = String.valueOf(picture.getFileName());
    String stem = name.replaceFirst("\\.[^.]*$", "");
    for (String candidate : List.of(stem + EXTENSION, name + EXTENSION)) {
      Path file = picture.resolveSibling(candidate);
      if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
        return read(file);
      }
    }
    return null;
  }

  private static String read(Path file) throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw refused(file, "caption.too-long", "more than 65,536 bytes", "shorten the caption");
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
      throw refused(file, "caption.not-utf8", "bytes that are not UTF-8", "save it as UTF-8");
    }
  }

  private static InvalidRequestException refused(
      Path file, String code, String found, String remedy) {
    return new InvalidRequestException(
        Violation.error(file.toString(), code).actual(found).remedy(remedy).build());
  }
}
