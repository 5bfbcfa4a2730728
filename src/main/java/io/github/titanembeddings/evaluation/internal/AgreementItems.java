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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes two items of each line of a manifest, its image and its caption. */
public final class AgreementItems {
  private final DatasetManifest manifest;
  private final ObjectStore images;
  private final Supplier<EmbeddingRequest.Builder> requests;

  /** Receives the lines and the failures; null if nothing is sent. */
  private final @Nullable AgreementScores scores;

  public AgreementItems(
      DatasetManifest manifest,
      ObjectStore images,
      Supplier<EmbeddingRequest.Builder> requests,
      @Nullable AgreementScores scores) {
    this.manifest = manifest;
    this.images = images;
    this.requests = requests;
    this.scores = scores;
  }

  /** Returns the items, lazily; the caller closes the stream. */
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
      if (scores != null) {
        scores.fail(line.number(), e);
      }
      return Stream.empty();
    }
    if (scores != null) {
      scores.start(line.number(), example);
    }
    return Stream.of(
        BulkItem.of(line.number() + " image", image),
        BulkItem.of(line.number() + " caption", caption));
  }
}
