package io.github.titanembeddings.finetune.dataset.internal.check;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.text.Abbreviate;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.validation.Violation;
import io.github.titanembeddings.validation.ViolationCodes;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Checks the locations of images and manifests. */
final class ImageRefCheck {
  private final List<S3Uri> folders;

  ImageRefCheck(List<S3Uri> allowedPrefixes) {
    folders = allowedPrefixes.stream().map(ImageRefCheck::folder).toList();
  }

  private static S3Uri folder(S3Uri prefix) {
    boolean whole = prefix.key().isEmpty() || prefix.key().endsWith("/");
    return whole ? prefix : S3Uri.of(prefix + "/");
  }

  /** Checks an image reference and its folder; returns the URI, or null if it is not valid. */
  @Nullable S3Uri check(String path, String imageRef, Consumer<Violation> found) {
    S3Uri uri = parsed(imageRef);
    if (uri == null || uri.key().isEmpty()) {
      found.accept(
          Violation.error(path, ViolationCodes.IMAGE_REF_NOT_S3_URI)
              .actual("\"" + Abbreviate.beginning(imageRef, 100) + "\"")
              .limit(
                  "s3://bucket/key with a bucket of 3 to 63 lower-case letters, digits, dots and"
                      + " hyphens and a key of 1 to 1,024 bytes")
              .remedy("upload the image to S3 and use its URI")
              .build());
      return null;
    }
    checkFolder(path, ViolationCodes.IMAGE_REF_OUTSIDE_PREFIXES, uri, found);
    return uri;
  }

  private static @Nullable S3Uri parsed(String imageRef) {
    if (!imageRef.startsWith("s3://")) {
      return null;
    }
    try {
      return S3Uri.of(imageRef);
    } catch (InvalidRequestException e) {
      return null;
    }
  }

  void checkFolder(String path, String code, S3Uri uri, Consumer<Violation> found) {
    if (!folders.isEmpty() && folders.stream().noneMatch(folder -> contains(folder, uri))) {
      found.accept(
          Violation.error(path, code)
              .actual(Abbreviate.beginning(uri.toString(), 100))
              .limit("within " + shownFolders())
              .remedy("move it there, or allow the job's role to read its folder")
              .build());
    }
  }

  private static boolean contains(S3Uri folder, S3Uri uri) {
    return folder.bucket().equals(uri.bucket()) && uri.key().startsWith(folder.key());
  }

  private String shownFolders() {
    return folders.stream().limit(5).map(S3Uri::toString).collect(Collectors.joining(" or "));
  }
}
