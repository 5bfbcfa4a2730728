import io.github.titanembeddings.TitanEmbeddingsClient;
import io.github.titanembeddings.transport.BedrockTransport;
import io.github.titanembeddings.transport.ConnectionConfig;
import io.github.titanembeddings.transport.InvokeCall;
import io.github.titanembeddings.transport.InvokeReply;
import io.github.titanembeddings.transport.Transport;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** Wraps the AWS SDK's transport in a custom one that caches responses. */
public final class CustomTransport {
  /** Keeps the last 1,000 responses. */
  private static final class CachingTransport implements Transport {
    private final Map<String, InvokeReply> replies =
        Collections.synchronizedMap(
            new LinkedHashMap<>(16, 0.75f, true) {
              @Override
              protected boolean removeEldestEntry(Map.Entry<String, InvokeReply> eldest) {
                return size() > 1_000;
              }
            });
    private final Transport next;

    private CachingTransport(Transport next) {
      this.next = next;
    }

    @Override
    public InvokeReply invoke(InvokeCall call) throws Exception {
      String digest = digest(call); // the body itself may be 25 MB
      InvokeReply known = replies.get(digest);
      if (known == null) {
        known = next.invoke(call);
        replies.put(digest, known);
      }
      return known;
    }

    private static String digest(InvokeCall call) {
      try {
        byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(call.body());
        return call.modelId() + " " + HexFormat.of().formatHex(sha256);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      next.close();
    }
  }

  public static void main(String[] args) {
    try (CachingTransport cache =
            new CachingTransport(BedrockTransport.create(ConnectionConfig.builder().build()));
        TitanEmbeddingsClient titan = TitanEmbeddingsClient.builder().transport(cache).build()) {
      for (String text : new String[] {"red shoe", "red shoe", "blue jacket", "red shoe"}) {
        titan.embed(r -> r.text(text));
      }
      System.out.println("embedded 4 texts in " + cache.replies.size() + " calls");
    }
  }
}

// Output:
// embedded 4 texts in 2 calls
