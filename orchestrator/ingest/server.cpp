// SPDX-License-Identifier: GPL-3.0-or-later
#include "ingest/server.h"

#include <folioscope/v1/agent.grpc.pb.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/resource_quota.h>

#include <atomic>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <deque>
#include <future>
#include <list>
#include <utility>

#include "ingest/greeting.h"
#include "ingest/session.h"
#include "rpc/buffers.h"
#include "rpc/endpoint.h"
#include "wire/limits.h"

namespace folioscope::ingest {
namespace {

namespace asio = boost::asio;

// Between the start of a stream and its Hello. The boot's own deadline judges the guest; this one
// only frees what a silent agent holds, and is far beyond what a starved guest or a suspended host
// adds.
constexpr std::chrono::minutes kHelloDeadline{10};

// What gRPC may buffer for all guests together.
constexpr std::size_t kBufferQuota = std::size_t{256} << 20;

// What all streams of a server share. Touched on the worker only, but for `refused`.
struct Shared {
  asio::thread_pool worker{1};  // last to stop: see ~ServerImpl
  std::list<std::shared_ptr<SessionCore>> expected;
  std::atomic<std::int64_t> refused = 0;
  std::unique_ptr<grpc::Server> server;  // set before any session begins

  // Takes the session that this token was given to out of the list.
  std::shared_ptr<SessionCore> claim(const std::string& token) {
    std::shared_ptr<SessionCore> found;
    for (const auto& core : expected)
      if (same_token(core->token(), token)) found = core;
    if (found) expected.remove(found);
    return found;
  }
};

// One stream. gRPC calls the On... functions on its own threads; each only hands over to the
// worker, where everything else happens in order. Deletes itself when gRPC is done with it.
class Stream : public grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  explicit Stream(Shared& shared) : shared_(shared), hello_timer_(shared.worker) {
    on_worker([this] {
      hello_timer_.expires_after(kHelloDeadline);
      hello_timer_.async_wait([this](boost::system::error_code error) {
        if (!error && !core_) refuse(guest_fault("no Hello came in time"));
      });
      StartRead(&incoming_);
    });
  }

 private:
  void OnReadDone(bool ok) override {
    on_worker([this, ok] { ok ? handle_message() : handle_end(); });
  }
  void OnWriteDone(bool) override {
    // A write that failed is followed by the end of the reads, which says all there is to say.
    on_worker([this] {
      outgoing_.pop_front();
      write_next();
    });
  }
  void OnDone() override {
    on_worker([this] {
      hello_timer_.cancel();
      // The timer's handler, if it waits already, runs before what is posted now.
      on_worker([this] { delete this; });
    });
  }

  void on_worker(std::function<void()> work) { asio::post(shared_.worker, std::move(work)); }

  void handle_message() {
    if (finished_) return;
    Result<wire::AgentMessage> message = rpc::unpack_agent_message(incoming_);
    incoming_.Clear();
    if (!core_) {
      if (!message.ok()) return refuse(message.fault());
      handle_hello(std::move(*message));
    } else if (!message.ok()) {
      ++shared_.refused;
      fail(message.fault());
    } else if (const Status taken = core_->take(std::move(*message)); !taken.ok()) {
      fail(taken.fault());
    }
    // The next message is asked for only now: this is the backpressure.
    if (!finished_) StartRead(&incoming_);
  }

  void handle_hello(wire::AgentMessage message) {
    auto* hello = std::get_if<wire::Hello>(&message);
    if (hello == nullptr) return refuse(guest_fault("the first message was no Hello"));
    core_ = shared_.claim(hello->token);
    if (!core_) return refuse(guest_fault("nobody expects this token, or no more"));
    hello_timer_.cancel();
    const Status begun =
        core_->begin(std::move(*hello), [this](const wire::HostMessage& word) { send(word); });
    if (!begun.ok()) fail(begun.fault());
  }

  void handle_end() {
    if (finished_) return;
    if (core_) core_->stream_closed();
    finish(grpc::Status::OK);
  }

  void refuse(const Fault& fault) {
    ++shared_.refused;
    finish({grpc::StatusCode::UNAUTHENTICATED, fault.what});
  }

  void fail(const Fault& fault) {
    core_->fail(fault);
    finish({grpc::StatusCode::ABORTED, fault.what});
  }

  void finish(const grpc::Status& status) {
    if (std::exchange(finished_, true)) return;
    Finish(status);
  }

  void send(const wire::HostMessage& message) {
    outgoing_.push_back(rpc::pack(message));
    if (outgoing_.size() == 1) write_next();
  }
  void write_next() {
    if (!outgoing_.empty() && !finished_) StartWrite(&outgoing_.front());
  }

  Shared& shared_;
  asio::steady_timer hello_timer_;
  grpc::ByteBuffer incoming_;
  std::deque<grpc::ByteBuffer> outgoing_;  // the first one is being written
  std::shared_ptr<SessionCore> core_;      // after a Hello that was accepted
  bool finished_ = false;
};

class Service : public v1::Agent::WithRawCallbackMethod_Session<v1::Agent::Service> {
 public:
  explicit Service(Shared& shared) : shared_(shared) {}

 private:
  grpc::ServerBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer>* Session(
      grpc::CallbackServerContext*) override {
    return new Stream(shared_);  // deletes itself
  }
  Shared& shared_;
};

// A session's way to its guest until gRPC has it. On the worker.
struct Door {
  std::shared_ptr<Greeting> greeting;
  bool closed = false;  // nobody waits for the guest any more
};

class SessionHandle : public Session {
 public:
  SessionHandle(Shared& shared, std::shared_ptr<SessionCore> core)
      : shared_(shared), core_(std::move(core)) {}
  ~SessionHandle() override {
    const auto leave = [this] {
      door_->closed = true;
      if (door_->greeting) door_->greeting->cancel();
      core_->abandon();
      shared_.expected.remove(core_);
    };
    if (shared_.worker.get_executor().running_in_this_thread()) {
      leave();
      return;
    }
    std::promise<void> left;
    asio::post(shared_.worker, [&] {
      leave();
      left.set_value();
    });
    left.get_future().wait();
  }

  void attach(UniqueFd channel) override {
    asio::post(shared_.worker, [&shared = shared_, door = door_, token = core_->token(),
                                channel = std::make_shared<UniqueFd>(std::move(channel))] {
      if (door->closed) return;
      const auto greeted = [&shared](Result<UniqueFd> stream) {
        if (stream)
          rpc::serve(*shared.server, *std::move(stream));
        else if (stream.fault().domain == FaultDomain::Guest)
          ++shared.refused;
      };
      door->greeting =
          Greeting::start(shared.worker.get_executor(), std::move(*channel), token, greeted);
    });
  }

  const wire::Received& received() const override { return core_->received(); }
  store::ChunkSource chunks() override { return core_->chunks(); }
  store::PagesByCpu pages() override { return core_->pages(); }
  void stop(const std::string& reason) override {
    asio::post(shared_.worker, [core = core_, reason] { core->stop(reason); });
  }

 private:
  Shared& shared_;
  const std::shared_ptr<SessionCore> core_;
  const std::shared_ptr<Door> door_ = std::make_shared<Door>();
};

class ServerImpl : public Server {
 public:
  ServerImpl() : service_(shared_) {}
  ~ServerImpl() override {
    if (shared_.server) shared_.server->Shutdown(std::chrono::system_clock::now());
    shared_.worker.join();
    shared_.server.reset();  // before its service
  }

  Status begin() {
    grpc::ServerBuilder builder;
    rpc::add_limits(builder);
    grpc::ResourceQuota quota("folioscope-ingest");
    builder.SetResourceQuota(quota.Resize(kBufferQuota));
    builder.RegisterService(&service_);
    shared_.server = builder.BuildAndStart();
    if (!shared_.server) return host_fault("cannot start the server of the agents' streams");
    return {};
  }

  std::int64_t refused() const override { return shared_.refused; }

  std::unique_ptr<Session> expect(const std::string& token, const wire::Job& job,
                                  const std::filesystem::path& spool,
                                  SessionEvents events) override {
    auto core = std::make_shared<SessionCore>(token, job, spool, std::move(events));
    // The channel is attached after this returned, and its Hello queues behind this.
    asio::post(shared_.worker, [this, core] { shared_.expected.push_back(core); });
    return std::make_unique<SessionHandle>(shared_, std::move(core));
  }

 private:
  Shared shared_;
  Service service_;
};

}  // namespace

Result<std::unique_ptr<Server>> Server::start() {
  auto server = std::make_unique<ServerImpl>();
  TRY_STATUS(server->begin());
  return std::unique_ptr<Server>(std::move(server));
}

}  // namespace folioscope::ingest
