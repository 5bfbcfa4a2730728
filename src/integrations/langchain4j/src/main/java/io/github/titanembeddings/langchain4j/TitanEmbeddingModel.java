package io.github.titanembeddings.langchain4j;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.image.Image;
import dev.langchain4j.data.message.Content;
import dev.langchain4j.data.message.ContentType;
import dev.langchain4j.data.message.ImageContent;
import dev.langchain4j.data.message.TextContent;
import dev.langchain4j.exception.UnsupportedFeatureException;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.listener.EmbeddingModelListener;
import dev.langchain4j.model.embedding.request.EmbeddingInput;
import dev.langchain4j.model.embedding.request.EmbeddingParameter;
import dev.langchain4j.model.embedding.request.EmbeddingRequest;
import dev.langchain4j.model.embedding.request.EmbeddingRequestParameters;
import dev.langchain4j.model.embedding.response.EmbeddingResponse;
import dev.langchain4j.model.output.TokenUsage;
import io.github.titanembeddings.TitanEmbeddingsAsyncClient;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.ImageInput;
import io.github.titanembeddings.model.ModelFamily;
import io.github.titanembeddings.model.ModelRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Embeds with a {@link TitanEmbeddingsAsyncClient}: each input is a text, an image, or both fused
 * into one vector. Thread-safe. The model does not close the client, whose model, vector length,
 * text overflow and image fit apply.
 *
 * <pre>{@code
 * EmbeddingModel model = TitanEmbeddingModel.of(titan);
 * Embedding shoe = model.embed("red shoe").content();
 * }</pre>
 *
 * <p>Returns one embedding per input, in order, or fails: with the first failure the other calls
 * are cancelled. The inputs of a request are checked before the first is sent, and sent up to 16 at
 * a time. The client's exceptions are thrown unchanged, such as {@link
 * io.github.titanembeddings.exception.ServiceException} and {@link
 * io.github.titanembeddings.exception.InvalidRequestException}. {@link UnsupportedFeatureException}
 * rejects an input with two texts or two images, an image by URL other than a data URI, and
 * parameters other than {@code dimensions}. Retries are the client's alone.
 */
public final class TitanEmbeddingModel implements EmbeddingModel {
  private final TitanEmbeddingsAsyncClient client;
  private final List<EmbeddingModelListener> listeners;
  private final int dimension;

  private TitanEmbeddingModel(
      TitanEmbeddingsAsyncClient client, List<EmbeddingModelListener> listeners) {
    this.client = client;
    this.listeners = List.copyOf(listeners);
    this.dimension = client.textRequest().text("text").build().vectorLength();
  }

  /** Returns a model over a client, which stays open. */
  public static TitanEmbeddingModel of(TitanEmbeddingsAsyncClient client) {
    return new TitanEmbeddingModel(Objects.requireNonNull(client, "client"), List.of());
  }

  /** Returns a model that also notifies a listener, of inputs without text too. */
  @Override
  public TitanEmbeddingModel addListener(EmbeddingModelListener listener) {
    return addListeners(List.of(listener));
  }

  /** Returns a model that also notifies listeners, of inputs without text too. */
  @Override
  public TitanEmbeddingModel addListeners(List<EmbeddingModelListener> added) {
    List<EmbeddingModelListener> all = new ArrayList<>(listeners);
    all.addAll(added);
    return new TitanEmbeddingModel(client, all);
  }

  /** Embeds the inputs; called by LangChain4j after it has checked the parameters. */
  @Override
  public EmbeddingResponse doEmbed(EmbeddingRequest request) {
    CompletableFuture<EmbeddingResponse> response = doEmbedAsync(request);
    try {
      return response.get();
    } catch (InterruptedException e) {
      response.cancel(true);
      Thread.currentThread().interrupt();
      throw new TransportException(
          TransportException.Kind.INTERRUPTED, "the thread was interrupted during a call", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof Error error) {
        throw error;
      }
      throw (RuntimeException) Objects.requireNonNull(e.getCause());
    }
  }

  /**
   * Embeds the inputs asynchronously; called by LangChain4j 1.20 or newer after it has checked the
   * parameters. Cancelling the future cancels the calls.
   */
  @Override
  public CompletableFuture<EmbeddingResponse> doEmbedAsync(EmbeddingRequest request) {
    Notifications notifications = Notifications.started(this, listeners, request);
    CompletableFuture<EmbeddingResponse> response;
    try {
      List<ModelRequest> requests = requests(request);
      TitanEmbeddingsAsyncClient here = client.inCurrentContext();
      CompletableFuture<List<io.github.titanembeddings.model.EmbeddingResponse>> calls =
          OrderedCalls.all(requests.size(), i -> here.embed(requests.get(i)));
      response = OrderedCalls.map(calls, this::response);
    } catch (RuntimeException e) {
      response = CompletableFuture.failedFuture(e);
    }
    return notifications.ending(response);
  }

  private List<ModelRequest> requests(EmbeddingRequest request) {
    Integer dimensions = request.dimensions();
    int length = dimensions == null ? dimension : dimensions;
    return request.inputs().stream().map(input -> request(input, length)).toList();
  }

  private ModelRequest request(EmbeddingInput input, int length) {
    String text = null;
    ImageInput image = null;
    for (Content content : input.contents()) {
      if (content instanceof TextContent part && text == null) {
        text = part.text();
      } else if (content instanceof ImageContent part && image == null) {
        image = image(part.image());
      } else {
        throw new UnsupportedFeatureException(
            "an input is one text, one image or both, not two of a kind; join the texts");
      }
    }
    return image == null
        ? client.textRequest().text(text).vectorLength(length).build()
        : client.requestBuilder().text(text).image(image).vectorLength(length).build();
  }

  private static ImageInput image(Image image) {
    if (image.base64Data() != null) {
      return ImageInput.fromBase64(image.base64Data());
    }
    if (image.url() != null && "data".equalsIgnoreCase(image.url().getScheme())) {
      return ImageInput.fromDataUri(image.url().toString());
    }
    throw new UnsupportedFeatureException(
        "an image by URL is not downloaded; pass its bytes, as in ImageContent.from(path, type)");
  }

  private EmbeddingResponse response(
      List<io.github.titanembeddings.model.EmbeddingResponse> responses) {
    return EmbeddingResponse.builder()
        .embeddings(
            responses.stream().map(one -> Embedding.from(one.embedding().toArray())).toList())
        .modelName(modelName())
        .tokenUsage(usage(responses))
        .build();
  }

  /** Returns the sum of the tokens that were counted; null if none were. */
  private static @Nullable TokenUsage usage(
      List<io.github.titanembeddings.model.EmbeddingResponse> responses) {
    Integer sum = null;
    for (io.github.titanembeddings.model.EmbeddingResponse response : responses) {
      OptionalInt tokens =
          response.inputTextTokenCount().isPresent()
              ? response.inputTextTokenCount()
              : response.inputTokenCount();
      if (tokens.isPresent()) {
        sum = (sum == null ? 0 : sum) + tokens.getAsInt();
      }
    }
    return sum == null ? null : new TokenUsage(sum);
  }

  /** Returns text and image, or text alone for a text model. */
  @Override
  public Set<ContentType> supportedContentTypes() {
    return client.modelId().family() == ModelFamily.MULTIMODAL_G1
        ? Set.of(ContentType.TEXT, ContentType.IMAGE)
        : Set.of(ContentType.TEXT);
  }

  /** Returns {@code dimensions}, one of the lengths that the model has. */
  @Override
  public Set<EmbeddingParameter<?>> supportedParameters() {
    return Set.of(EmbeddingRequestParameters.DIMENSIONS);
  }

  /** Returns {@link ModelProvider#AMAZON_BEDROCK}. */
  @Override
  public ModelProvider provider() {
    return ModelProvider.AMAZON_BEDROCK;
  }

  /** Returns the client's vector length, without a call. */
  @Override
  public int dimension() {
    return dimension;
  }

  /** Returns the ID or ARN of the client's model. */
  @Override
  public String modelName() {
    return client.modelId().value();
  }
}
