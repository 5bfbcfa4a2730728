package io.github.titanembeddings.evaluation.internal;

import io.github.titanembeddings.bulk.BulkItem;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.finetune.dataset.ManifestLine;
import io.github.titanembeddings.finetune.dataset.ManifestReader;
import io.github.titanembeddings.finetune.dataset.TrainingExample;
import io.github.titanembeddings.internal.text.UnicodeText;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.model.ImageFit;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.TextOverflow;
import io.github.titanembeddings.storage.ObjectStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes two items of each line of a manifest, its image and its caption. */
public final class AgreementItems {
  private static final String CAPTION = " caption";
  private static final String IMAGE = " image";

  private final DatasetManifest manifest;
  private final ObjectStore images;
  private final Supplier<EmbeddingRequest.Builder> requests;

  private final AtomicLong rejected = new AtomicLong();

  /** The lines whose items are in flight, by number; null if nothing is sent. */
  private final @Nullable Map<Long, TrainingExample> lines;

  public AgreementItems(
      DatasetManifest manifest,
      ObjectStore images,
      Supplier<EmbeddingRequest.Builder> requests,
      boolean sends) {
    this.manifest = manifest;
    this.images = images;
    this.requests = requests;
    this.lines = sends ? new ConcurrentHashMap<>() : null;
  }

  /** Returns the items, lazily; the stream is to be closed. */
  public Stream<BulkItem> stream() {
    ManifestReader reader = manifest.open();
    return reader.stream().flatMap(this::items);
  }

  private Stream<BulkItem> items(ManifestLine line) {
    TrainingExample example = line.example();
    if (example == null || UnicodeText.isBlank(example.caption())) {
      return Stream.empty();
    }
    EmbeddingRequest image;
    EmbeddingRequest caption;
    try {
      ImageInput input = ImageInput.fromS3(images, example.imageRef());
      image = requests.get().image(input).imageFit(ImageFit.DOWNSCALE).build();
      caption = requests.get().text(example.caption()).textOverflow(TextOverflow.TRUNCATE).build();
    } catch (InvalidRequestException e) {
      rejected.incrementAndGet();
      return Stream.empty();
    }
    if (lines != null) {
      lines.put(line.number(), example);
    }
    return Stream.of(
        BulkItem.of(line.number() + IMAGE, image), BulkItem.of(line.number() + CAPTION, caption));
  }

  /** Returns the number of pairs that cannot even be sent. */
  long rejected() {
    return rejected.get();
  }

  static long line(String key) {
    return Long.parseLong(key.substring(0, key.indexOf(' ')));
  }

  @Nullable TrainingExample take(long line) {
    return lines == null ? null : lines.remove(line);
  }
}
