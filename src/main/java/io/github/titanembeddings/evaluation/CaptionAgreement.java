package io.github.titanembeddings.evaluation;

import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.bulk.BulkEmbedder;
import io.github.titanembeddings.bulk.BulkOptions;
import io.github.titanembeddings.bulk.BulkStoppedException;
import io.github.titanembeddings.bulk.Estimate;
import io.github.titanembeddings.evaluation.internal.AgreementItems;
import io.github.titanembeddings.evaluation.internal.AgreementScores;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.finetune.dataset.DatasetManifest;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.storage.ObjectStore;
import io.github.titanembeddings.storage.StorageException;
import java.util.Objects;

/**
 * Measures how well the captions of a training set agree with their images: embeds each caption and
 * each image with a model, and lists the pairs with the lowest cosines, such as those with swapped
 * or wrong captions. Immutable and thread-safe.
 *
 * <p>Each pair costs two requests. {@link #estimate()} states the price before a request is sent:
 *
 * <pre>{@code
 * CaptionAgreement agreement = CaptionAgreement.of(DatasetManifest.fromS3(store, "s3://shop/train.jsonl"), store);
 * System.out.println(agreement.estimate().cost(perThousandTokens, perImage));
 * AgreementReport report = agreement.run(asyncTitan, BulkOptions.defaults()); // with the base model
 * Files.writeString(Path.of("agreement.html"), report.toHtml(store));
 * }</pre>
 *
 * <p>The cosines of captions and images are low even for good pairs; only their order matters.
 */
public final class CaptionAgreement {
  private final DatasetManifest manifest;
  private final ObjectStore images;
  private final double listedShare;

  private CaptionAgreement(DatasetManifest manifest, ObjectStore images, double listedShare) {
    this.manifest = Objects.requireNonNull(manifest, "manifest");
    this.images = Objects.requireNonNull(images, "images");
    this.listedShare = listedShare;
  }

  /**
   * Returns a check of how well a manifest's captions agree with their images. Lines that are
   * blank, are not a JSON object with an image-ref and a caption, or have a blank caption are
   * skipped and not counted. Other violations are ignored: long captions are truncated, and images
   * below the minimum size are embedded. A manifest that is a stream can be read only once: by
   * {@link #estimate()} or by one {@link #run}.
   */
  public static CaptionAgreement of(DatasetManifest manifest, ObjectStore images) {
    return new CaptionAgreement(manifest, images, 0.01);
  }

  /**
   * Returns a copy that lists the given share of the pairs, rounded up, but at most 1,000 pairs.
   * The default is 0.01.
   *
   * @throws IllegalArgumentException if the share is not from 0 to 1
   */
  public CaptionAgreement withListedShare(double share) {
    if (!(share >= 0 && share <= 1)) {
      throw new IllegalArgumentException("share must be from 0 to 1, was " + share);
    }
    return new CaptionAgreement(manifest, images, share);
  }

  /**
   * Estimates the requests, tokens and images of a run, and so its duration and cost. Reads the
   * manifest and the header of each image; sends no request.
   *
   * @throws InvalidRequestException if the manifest's file does not exist or cannot be read
   * @throws StorageException if the manifest's object or an image cannot be read
   * @throws io.github.titanembeddings.exception.TransportException if the thread is interrupted
   * @throws IllegalStateException if the manifest is a stream that has already been read
   */
  public Estimate estimate() {
    return Estimate.of(
        new AgreementItems(manifest, images, EmbeddingRequest::builder, null).stream());
  }

  /**
   * Embeds all pairs with the client's model and defaults, except that images beyond the limits are
   * scaled and captions cut. Blocks; takes 4 bytes of memory per pair.
   *
   * @param options the options of the bulk run. With a journal, the next run after one that was
   *     stopped or killed sends only the missing requests; without one, it starts over, and all
   *     requests are billed again. The keys are {@code "17 image"} and {@code "17 caption"} for
   *     line 17, so use a journal for one manifest only
   * @throws InvalidRequestException if the manifest's file does not exist or cannot be read
   * @throws StorageException if the manifest's object cannot be read
   * @throws IllegalStateException if the manifest is a stream that has already been read, or as
   *     {@link BulkEmbedder#embed} does
   * @throws BulkStoppedException if the run ended early, as {@link BulkEmbedder#embed} does
   */
  public AgreementReport run(TitanEmbeddingsAsyncClient client, BulkOptions options) {
    AgreementScores scores = new AgreementScores(listedShare);
    AgreementItems items = new AgreementItems(manifest, images, client::requestBuilder, scores);
    BulkEmbedder.of(client, options).embed(items.stream(), scores::accept);
    return scores.report();
  }

  @Override
  public String toString() {
    return "CaptionAgreement[" + manifest + "]";
  }
}
