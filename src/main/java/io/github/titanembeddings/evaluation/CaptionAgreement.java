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
import java.util.Objects;

/**
 * Measures how well the captions of a training set agree with their images: embeds each caption and
 * each image with a model, and lists the pairs whose vectors have the lowest cosines. Swapped and
 * wrong captions are among them. Immutable and thread-safe.
 *
 * <p>Each pair costs two requests. {@link #estimate()} states the price before anything is sent:
 *
 * <pre>{@code
 * CaptionAgreement agreement = CaptionAgreement.of(DatasetManifest.fromS3(store, "s3://shop/train.jsonl"), store);
 * System.out.println(agreement.estimate().cost(perThousandTokens, perImage));
 * AgreementReport report = agreement.run(asyncTitan, BulkOptions.defaults()); // with the base model
 * Files.writeString(Path.of("agreement.html"), report.toHtml(store));
 * }</pre>
 *
 * <p>The cosines of a multimodal model's captions and images are low even for good pairs, so that
 * only their order counts.
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
   * Returns the agreement of a manifest that can be read twice, so not of a stream, if it is
   * estimated and run. Lines with errors are skipped.
   */
  public static CaptionAgreement of(DatasetManifest manifest, ObjectStore images) {
    return new CaptionAgreement(manifest, images, 0.01);
  }

  /**
   * Returns a copy that lists another share of the pairs, those with the lowest cosines; 0.01 by
   * default, and at most 1,000 pairs.
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
   * Counts the requests, tokens and images. Reads the manifest and the header of each image; sends
   * nothing.
   *
   * @throws InvalidRequestException if the manifest cannot be read
   */
  public Estimate estimate() {
    AgreementItems items = new AgreementItems(manifest, images, EmbeddingRequest::builder, false);
    return Estimate.of(items.stream());
  }

  /**
   * Embeds all pairs with the model of a client, whose defaults apply, except that images beyond
   * the model's limits are scaled and captions cut. Blocks. Memory does not grow with the images,
   * and by 4 bytes per pair.
   *
   * @param options without a journal, whose completed items have no vectors
   * @throws InvalidRequestException if the manifest cannot be read
   * @throws BulkStoppedException as {@link BulkEmbedder#embed} does
   */
  public AgreementReport run(TitanEmbeddingsAsyncClient client, BulkOptions options) {
    AgreementItems items = new AgreementItems(manifest, images, client::requestBuilder, true);
    AgreementScores scores = new AgreementScores(items, listedShare);
    BulkEmbedder.of(client, options).embed(items.stream(), scores::accept);
    return scores.report();
  }

  @Override
  public String toString() {
    return "CaptionAgreement[" + manifest + "]";
  }
}
