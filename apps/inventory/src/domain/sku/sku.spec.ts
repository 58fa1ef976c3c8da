import { describe, it } from '@jest/globals';
import { money } from '@millrace/contracts-money';
import { jointSpec, spec } from '@millrace/specs';
import { skuDecider } from './sku.decider.js';
import type { SkuEvent } from './sku.events.js';
import { type StockSlip, stockSlip, type StockSlipRecorded } from './stock-slip.js';

const price = money(1_250, 'EUR');
const added: SkuEvent = { type: 'ProductAdded', data: { sku: 'cup', name: 'Cup', price } };
const add = { type: 'AddProduct', sku: 'cup', name: 'Cup', price } as const;
const dearer = money(1_500, 'EUR');
const priceChanged: SkuEvent = { type: 'PriceChanged', data: { sku: 'cup', price: dearer } };

describe('a merchant', () => {
  it('lists a product once, also when asking again after its price has changed', () => {
    spec(skuDecider).given().when(add).then(added);
    spec(skuDecider).given(added, priceChanged).when(add).thenNothing();
    spec(skuDecider)
      .given(added)
      .when({ ...add, name: 'Mug' })
      .thenRejected('product.already-exists');
    spec(skuDecider)
      .given()
      .when({ ...add, sku: 'a:b' })
      .thenRejected('product.invalid-sku');
  });

  it('changes a price', () => {
    spec(skuDecider).given(added).when({ type: 'ChangePrice', price: dearer }).then(priceChanged);
    spec(skuDecider).given().when({ type: 'ChangePrice', price }).thenRejected('product.unknown');
  });
});

describe('a clerk', () => {
  const receive: StockSlip = { type: 'ReceiveStock', sku: 'cup', receiptId: 'r-1', quantity: 10 };
  const received: SkuEvent = { type: 'StockReceived', data: { sku: 'cup', receiptId: 'r-1', quantity: 10 } };
  const receipt: StockSlipRecorded = { type: 'StockSlipRecorded', data: { sku: 'cup', slipId: 'r-1', quantity: 10 } };
  const reserved: SkuEvent = { type: 'UnitsReserved', data: { orderId: 'o-1', sku: 'cup', quantity: 4 } };
  const stocked = { 'sku-cup': [added, received, reserved] };
  const adjust: StockSlip = { type: 'AdjustStock', sku: 'cup', adjustmentId: 'a-1', quantity: -6, reason: 'damage' };
  const adjustment: StockSlipRecorded = { type: 'StockSlipRecorded', data: { sku: 'cup', slipId: 'a-1', quantity: -6, reason: 'damage' } };

  it('books a delivery once, however often its receipt comes', () => {
    jointSpec(stockSlip)
      .given({ 'sku-cup': [added] })
      .when(receive)
      .then({ 'sku-cup': [received], 'receipt-cup:r-1': [receipt] });
    jointSpec(stockSlip)
      .given({ 'sku-cup': [added, received], 'receipt-cup:r-1': [receipt] })
      .when({ ...receive, quantity: 11 })
      .thenRejected('receipt.already-recorded');
  });

  it('corrects the stock, down to what orders have set aside', () => {
    jointSpec(stockSlip)
      .given(stocked)
      .when(adjust)
      .then({
        'sku-cup': [{ type: 'StockAdjusted', data: { sku: 'cup', adjustmentId: 'a-1', quantity: -6, reason: 'damage' } }],
        'adjustment-cup:a-1': [adjustment],
      });
    jointSpec(stockSlip)
      .given(stocked)
      .when({ ...adjust, quantity: -7 })
      .thenRejected('stock.below-reserved', { onHand: 10, reserved: 4 });
    jointSpec(stockSlip)
      .given({ ...stocked, 'adjustment-cup:a-1': [adjustment] })
      .when({ ...adjust, reason: 'loss' })
      .thenRejected('adjustment.already-recorded');
  });

  it('is told what makes no sense', () => {
    jointSpec(stockSlip).given().when(receive).thenRejected('product.unknown');
    for (const quantity of [0, -1, 1.5])
      jointSpec(stockSlip)
        .given({ 'sku-cup': [added] })
        .when({ ...receive, quantity })
        .thenRejected('stock.invalid-quantity');
    jointSpec(stockSlip)
      .given(stocked)
      .when({ ...receive, quantity: Number.MAX_SAFE_INTEGER })
      .thenRejected('stock.too-much');
  });
});
