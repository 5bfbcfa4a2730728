import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.exception.InvalidRequestException;
import io.github.titanembeddings.exception.MalformedReplyException;
import io.github.titanembeddings.exception.ServiceException;
import io.github.titanembeddings.exception.TitanException;
import io.github.titanembeddings.exception.TransportException;
import io.github.titanembeddings.model.EmbeddingRequest;
import io.github.titanembeddings.testing.StubResponse;
import io.github.titanembeddings.testing.TitanStub;
import java.util.function.Consumer;

/** Handles each kind of failure once; always on the stub, which can be scripted to fail. */
public final class HandleErrors {
  public static void main(String[] args) {
    try (TitanStub stub = TitanStub.start();
        TitanEmbeddingsClient titan = stub.clientBuilder().maxAttempts(1).build()) {
      embed(titan, r -> r.text(" ").outputEmbeddingLength(512));
      stub.enqueue(StubResponse.error(403, "AccessDeniedException", "No access."));
      embed(titan, r -> r.text("red shoe"));
      stub.enqueue(StubResponse.body("{\"embedding\":[0.5,0.5]}"));
      embed(titan, r -> r.text("red shoe"));
      stub.enqueue(StubResponse.connectionReset());
      embed(titan, r -> r.text("red shoe"));
      embed(titan, r -> r.text("red shoe"));
    }
  }

  private static void embed(
      TitanEmbeddingsClient titan, Consumer<EmbeddingRequest.Builder> request) {
    try {
      System.out.println("dimensions: " + titan.embed(request).embedding().length());
    } catch (InvalidRequestException e) {
      e.violations().forEach(v -> System.out.println(v.code() + ": " + v.actual()));
    } catch (ServiceException e) {
      System.out.println(e.kind() + ", status " + e.statusCode() + ", retry: " + e.isRetryable());
    } catch (MalformedReplyException e) {
      System.out.println(e.getMessage());
    } catch (TransportException e) {
      System.out.println("no response: " + e.kind() + ", retry: " + e.isRetryable());
    } catch (TitanException e) {
      System.out.println("other failure, such as of an object store: " + e.getMessage());
    }
  }
}

// Output:
// input.missing: neither a text nor an image
// embedding-length.not-offered: 512 dimensions
// ACCESS_DENIED, status 403, retry: false
// expected 1024 floats, got 2 at $.embedding
// no response: CONNECTION, retry: true
// dimensions: 1024
