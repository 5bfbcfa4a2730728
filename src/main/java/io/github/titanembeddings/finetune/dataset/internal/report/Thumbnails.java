package io.github.titanembeddings.finetune.dataset.internal.report;

import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.internal.concurrent.Futures;
import io.github.titanembeddings.internal.image.Thumbnail;
import io.github.titanembeddings.internal.image.UnfitImageException;
import io.github.titanembeddings.storage.ObjectPart;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.S3Uri;
import io.github.titanembeddings.storage.StorageException;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Thumbnails of images that have a violation, as data URIs. */
public final class Thumbnails {
  public static final Thumbnails NONE = new Thumbnails(new HashMap<>());

  private static final int MAX_IMAGES = 24;

  private final Map<String, String> byImageRef;

  private Thumbnails(Map<String, String> byImageRef) {
    this.byImageRef = byImageRef;
  }

  /** Returns those of the gallery and of the first violations. */
  public static Thumbnails of(ReportData report, ObjectStore images) {
    Map<String, String> thumbnails = new HashMap<>();
    Stream<String> first =
        report.found().stream()
            .filter(found -> found.violation().code().startsWith("image."))
            .flatMap(found -> Stream.ofNullable(found.imageRef()))
            .distinct()
            .limit(MAX_IMAGES);
    Stream<String> gallery =
        report.gallery().stream()
            .flatMap(found -> Stream.of(found.imageRef(), found.otherImageRef()))
            .flatMap(Stream::ofNullable);
    Stream.concat(first, gallery).distinct().forEach(ref -> add(ref, images, thumbnails));
    return new Thumbnails(thumbnails);
  }

  private static void add(String ref, ObjectStore images, Map<String, String> thumbnails) {
    try {
      ObjectPart image = Futures.await(images.read(S3Uri.of(ref), 0, Thumbnail.MAX_BYTES));
      if (image.bytes().length == image.totalSize()) {
        thumbnails.put(ref, Thumbnail.dataUri(image.bytes()));
      }
    } catch (StorageException | InvalidRequestException | IOException | UnfitImageException e) {
      // the page shows no thumbnail
    }
  }

  @Nullable String get(@Nullable String imageRef) {
    return byImageRef.get(imageRef);
  }
}
