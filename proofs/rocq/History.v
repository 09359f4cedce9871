(** * Histories and happens-before

    A history is a list of events, the newest first. An event happens on a replica, and may
    receive the message that an earlier event left. A message may be received by several
    events, by none, and in any order: the network loses, repeats and reorders.

    Happens-before is the least relation that is closed under Lamport's three clauses.
    No clock occurs in this file.

    Source: Lamport, "Time, clocks, and the ordering of events in a distributed system", 1978. *)

From Coq Require Import Arith Lia List.
From Antichain Require Import Clock.
Import ListNotations.

Section Histories.
Context {R : Type} {replicas : Replicas R}.

(** An event: its replica, and the number of the event whose message it receives, if any. *)
Record happening := Event { home : R; received : option nat }.
Definition history := list happening.

(** The event of a number; the oldest event has number 0. *)
Fixpoint event (h : history) (n : nat) : option happening :=
  match h with
  | [] => None
  | e :: t => if Nat.eq_dec n (length t) then Some e else event t n
  end.

(** A message is received after it was sent. *)
Fixpoint valid (h : history) : Prop :=
  match h with
  | [] => True
  | e :: t => valid t /\ forall m, received e = Some m -> m < length t
  end.

Inductive before (h : history) : nat -> nat -> Prop :=
| replica_order : forall a b ea eb, event h a = Some ea -> event h b = Some eb ->
    home ea = home eb -> a < b -> before h a b
| message : forall a b eb, event h b = Some eb -> received eb = Some a -> before h a b
| chain : forall a b c, before h a b -> before h b c -> before h a c.

(** Event [b] and all that happened before it. *)
Definition past (h : history) (b a : nat) := a = b \/ before h a b.

(** The causal past of replica [r]: its events and all that happened before one of them. *)
Definition known (h : history) (r : R) (a : nat) :=
  exists b e, event h b = Some e /\ home e = r /\ past h b a.

(** ** Happens-before is the least relation with the three clauses *)

Definition closed (h : history) (P : nat -> nat -> Prop) :=
  (forall a b ea eb, event h a = Some ea -> event h b = Some eb -> home ea = home eb -> a < b -> P a b)
  /\ (forall a b eb, event h b = Some eb -> received eb = Some a -> P a b)
  /\ (forall a b c, P a b -> P b c -> P a c).

Theorem before_is_least : forall h, closed h (before h)
  /\ forall P, closed h P -> forall a b, before h a b -> P a b.
Proof.
  intro h. split.
  - repeat split; [apply replica_order|apply message|apply chain].
  - intros P (C1 & C2 & C3) a b H. induction H; eauto.
Qed.

(** ** Events by their numbers *)

Lemma event_new : forall e t, event (e :: t) (length t) = Some e.
Proof. intros. simpl. destruct (Nat.eq_dec (length t) (length t)); congruence. Qed.

Lemma event_old : forall e t n, n < length t -> event (e :: t) n = event t n.
Proof. intros. simpl. destruct (Nat.eq_dec n (length t)); [lia|auto]. Qed.

Lemma event_bound : forall h n e, event h n = Some e -> n < length h.
Proof.
  induction h as [|e t IH]; simpl; intros n f H; [discriminate|].
  destruct (Nat.eq_dec n (length t)); [lia|]. apply IH in H. lia.
Qed.

Lemma event_exists : forall h n, n < length h -> exists e, event h n = Some e.
Proof.
  induction h as [|e t IH]; simpl; intros n H; [lia|].
  destruct (Nat.eq_dec n (length t)); [eauto|apply IH; lia].
Qed.

(** An event of a longer history is the new one or an old one. *)
Lemma event_cases : forall e t n f, event (e :: t) n = Some f ->
  (n = length t /\ f = e) \/ (n < length t /\ event t n = Some f).
Proof.
  intros e t n f H. destruct (Nat.eq_dec n (length t)) as [E|E].
  - left. subst. rewrite event_new in H. split; congruence.
  - right. pose proof (event_bound _ _ _ H) as L. simpl in L.
    rewrite event_old in H by lia. split; [lia|auto].
Qed.

Lemma received_bound : forall h, valid h -> forall n e m,
  event h n = Some e -> received e = Some m -> m < n.
Proof.
  induction h as [|e t IH]; intros V n f m H M; [discriminate|].
  destruct V as [V W]. destruct (event_cases _ _ _ _ H) as [[E F]|[L H']].
  - subst. auto.
  - eauto.
Qed.

(** ** What the next event changes *)

Theorem before_bound : forall h, valid h -> forall a b, before h a b -> a < b < length h.
Proof.
  intros h V a b H. induction H as [a b ea eb A B S L|a b eb B M|a b c H1 [L1 _] H2 [L2 L3]].
  - apply event_bound in B. lia.
  - split; [eapply received_bound; eauto|eapply event_bound; eauto].
  - lia.
Qed.

(** Nothing happens between old events any more. *)
Lemma before_old : forall e t, valid (e :: t) ->
  forall a b, b < length t -> before (e :: t) a b <-> before t a b.
Proof.
  intros e t V a b L. assert (Vt : valid t) by (destruct V; auto). split; intro H.
  - revert L. induction H as [a b ea eb A B S L|a b eb B M|a b c H1 I1 H2 I2]; intro K.
    + rewrite event_old in A, B by lia. eapply replica_order; eauto.
    + rewrite event_old in B by lia. eapply message; eauto.
    + pose proof (before_bound _ V _ _ H2). eapply chain; [apply I1; lia|apply I2; lia].
  - induction H as [a b ea eb A B S K|a b eb B M|a b c H1 I1 H2 I2].
    + eapply replica_order; try rewrite event_old by lia; eauto.
    + eapply message; try rewrite event_old by lia; eauto.
    + pose proof (before_bound _ Vt _ _ H2). eapply chain; [apply I1; lia|apply I2; lia].
Qed.

Lemma past_old : forall e t, valid (e :: t) ->
  forall a b, b < length t -> past (e :: t) b a <-> past t b a.
Proof. intros. unfold past. rewrite before_old by auto. reflexivity. Qed.

(** The past of the message that an event receives; empty if it receives none. *)
Definition learnt (e : happening) (t : history) (a : nat) :=
  exists m, received e = Some m /\ past t m a.

(** Before the new event are what its replica knew and what its message tells. *)
Lemma before_new : forall e t, valid (e :: t) ->
  forall a, before (e :: t) a (length t) <-> known t (home e) a \/ learnt e t a.
Proof.
  intros e t V a. split.
  - remember (length t) as n eqn:En. intro H. revert En.
    induction H as [a b ea eb A B S L|a b eb B M|a b c H1 I1 H2 I2]; intro; subst.
    + rewrite event_new in B. injection B as <-. rewrite event_old in A by lia.
      left. exists a, ea. split; [auto|split; [auto|left; auto]].
    + rewrite event_new in B. injection B as <-. right. exists a. split; [auto|left; auto].
    + pose proof (before_bound _ V _ _ H2). apply before_old in H1; [|auto|lia].
      destruct (I2 eq_refl) as [(c & ec & C & S & [P|P])|(m & M & [P|P])]; subst.
      * left. exists c, ec. split; [auto|split; [auto|right; auto]].
      * left. exists c, ec. split; [auto|split; [auto|right; eapply chain; eauto]].
      * right. exists m. split; [auto|right; auto].
      * right. exists m. split; [auto|right; eapply chain; eauto].
  - assert (Step : forall b, b < length t -> before (e :: t) b (length t) ->
      past t b a -> before (e :: t) a (length t)).
    { intros b L H [P|P]; [subst; auto|]. eapply chain; [|exact H]. apply before_old; auto. }
    intros [(b & eb & B & S & P)|(m & M & P)].
    + pose proof (event_bound _ _ _ B). apply (Step b); auto.
      eapply replica_order; [rewrite event_old by lia; eauto|apply event_new|auto|lia].
    + assert (m < length t) by (destruct V; auto). apply (Step m); auto.
      eapply message; [apply event_new|auto].
Qed.

Lemma past_new : forall e t, valid (e :: t) ->
  forall a, past (e :: t) (length t) a <-> a = length t \/ known t (home e) a \/ learnt e t a.
Proof. intros. unfold past at 1. rewrite before_new by auto. reflexivity. Qed.

Lemma known_bound : forall h, valid h -> forall r a, known h r a -> a < length h.
Proof.
  intros h V r a (b & e & B & _ & [P|P]).
  - subst. eapply event_bound; eauto.
  - apply before_bound in P; auto. lia.
Qed.

Lemma past_bound : forall h, valid h -> forall b a, b < length h -> past h b a -> a < length h.
Proof. intros h V b a L [P|P]; [subst; auto|]. apply before_bound in P; auto. lia. Qed.

(** The replica of the new event knows the past of that event, the others what they knew. *)
Lemma known_new : forall e t, valid (e :: t) -> forall r a, known (e :: t) r a <->
  if same_replica r (home e) then past (e :: t) (length t) a else known t r a.
Proof.
  intros e t V r a. destruct (same_replica r (home e)) as [E|E]; split.
  - intros (b & eb & B & S & P). destruct (event_cases _ _ _ _ B) as [[X Y]|[L B']].
    + subst; auto.
    + apply past_new; auto. apply past_old in P; auto. right; left.
      exists b, eb. split; [auto|split; [congruence|auto]].
  - intro P. exists (length t), e. split; [apply event_new|split; auto].
  - intros (b & eb & B & S & P). destruct (event_cases _ _ _ _ B) as [[X Y]|[L B']].
    + subst. congruence.
    + apply past_old in P; auto. exists b, eb. auto.
  - intros (b & eb & B & S & P). pose proof (event_bound _ _ _ B).
    exists b, eb. rewrite event_old by lia. split; [auto|split; [auto|apply past_old; auto]].
Qed.

(** ** Pasts are closed under what happened before *)

Lemma past_closed : forall h a b c, past h c b -> past h b a -> past h c a.
Proof.
  intros h a b c [E|H] [F|K]; subst; [left|right|right|right]; auto. eapply chain; eauto.
Qed.

Lemma known_closed : forall h r a b, known h r b -> past h b a -> known h r a.
Proof.
  intros h r a b (c & e & C & S & P) H. exists c, e.
  split; [auto|split; [auto|eapply past_closed; eauto]].
Qed.

Lemma known_own : forall h a e, event h a = Some e -> known h (home e) a.
Proof. intros. exists a, e. split; [auto|split; [auto|left; auto]]. Qed.

End Histories.

Arguments happening : clear implicits.
Arguments history : clear implicits.
